#!/usr/bin/env bash
# Builds Jaeger 2 with Go into .cache/jaeger at the root of the repository, once.
# Its web page is not in the Go module, so what is built has Jaeger's API alone.
set -euo pipefail

# The module's 1.76.0 is the release that is called 2.13.0.
module=github.com/jaegertracing/jaeger
version=v1.76.0
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
folder=$root/.cache/jaeger

fail() {
  echo "$1" >&2
  exit 1
}

if [[ -x $folder/jaeger ]]; then
  echo "Jaeger is in .cache/jaeger already."
  exit
fi

command -v go >/dev/null || fail "Go 1.25 or later is needed to build Jaeger; install it, or let JAEGER name a Jaeger 2 program."
# In a folder of its own, out of reach of any go.mod.
mkdir -p "$folder"
part=$(mktemp -d "$folder/part.XXXXXX")
trap 'rm -rf "$part"' EXIT
cd "$part"
found=$(go env GOVERSION)
minor=$(sed -nE 's/^go1\.([0-9]+).*/\1/p' <<<"$found")
((${minor:-0} >= 25)) || fail "Go 1.25 or later is needed to build Jaeger, found $found."

echo "Building Jaeger $version: this takes some minutes and up to 3 GB in Go's caches."
source=$(go mod download -json "$module@$version" | sed -nE 's/^[[:space:]]*"Dir": "(.*)",?$/\1/p') || source=
[[ -n $source ]] || fail "Go could not fetch $module@$version."
# `go install` refuses a module with replace directives. Built from the inside, they hold, and so
# do the versions and checksums that Jaeger was released with.
(cd "$source" && go build -mod=readonly -o "$part/jaeger" ./cmd/jaeger) ||
  fail "Jaeger could not be built; what Go said stands above."
mv "$part/jaeger" "$folder/jaeger"
echo "Jaeger $version is in .cache/jaeger."
