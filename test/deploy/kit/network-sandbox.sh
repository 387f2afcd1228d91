# Makes a network of its own: a bridge, and on it a network namespace for each `name=address` of the
# arguments, each with the files of FOLDER/name over those in /etc. `=address` is one more address of
# the bridge. It is process 1 of namespaces that `unshare` made, so nothing outlives it, and it ends
# when its stdin does.
set -eu
folder=$1
shift

if [ "$$" != 1 ]; then
  echo 'this would change the machine itself; start it with unshare' >&2
  exit 1
fi

# This /proc is still that of outside, where the others look for this process.
read -r pid _ </proc/self/stat
mount -t proc proc /proc
# `ip netns` keeps its namespaces here.
mount -t tmpfs tmpfs /var/run

# An /etc of its own, since `ip netns exec` looks for files in /etc/netns, and has to find something
# in /etc to lay them over. Names come from files alone: what else is asked for is refused at once.
etc=/var/run/etc
cp -RP /etc "$etc" 2>/dev/null || true
rm -rf "$etc/netns" "$etc/resolv.conf"
echo 'nameserver 127.0.0.1' >"$etc/resolv.conf"
cp -R "$folder" "$etc/netns"
for own in "$etc"/netns/*/*/; do
  mkdir -p "$etc/$(basename "$own")"
done
mount --bind "$etc" /etc

ip link set lo up
ip link add cluster type bridge
ip address add 10.77.0.1/16 dev cluster
ip link set cluster up
number=0
for pod; do
  name=${pod%=*}
  if [ -z "$name" ]; then
    ip address add "${pod#=}/32" dev cluster
    continue
  fi
  number=$((number + 1))
  ip netns add "$name"
  ip link add "pod$number" type veth peer name eth0 netns "$name"
  ip link set "pod$number" master cluster up
  ip -netns "$name" link set lo up
  ip -netns "$name" address add "${pod#*=}/16" dev eth0
  ip -netns "$name" link set eth0 up
done

echo "$pid"
exec cat >/dev/null
