#!/usr/bin/env bash
# Fetches Zipkin's server with Maven into .cache/zipkin at the root of the repository, once.
set -euo pipefail

version=3.5.1
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
folder=$root/.cache/zipkin
jar=zipkin-server-$version-exec.jar

fail() {
  echo "$1" >&2
  exit 1
}

if [[ -f $folder/$jar ]]; then
  echo "Zipkin $version is in .cache/zipkin already."
  exit
fi

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
found=$("$java" -version 2>&1 | sed -nE 's/.* version "(1\.)?([0-9]+).*/\2/p') || found=
((${found:-0} >= 17)) || fail "Zipkin needs Java 17 or later; ${found:+Java $found was found, so }install one, or let JAVA_HOME name its folder."
command -v mvn >/dev/null || fail "Maven (mvn) is needed to fetch Zipkin; install it, or let ZIPKIN_JAR name Zipkin's executable jar."

mkdir -p "$folder"
part=$(mktemp -d "$folder/part.XXXXXX")
trap 'rm -rf "$part"' EXIT
mvn --quiet --batch-mode --strict-checksums -Dstyle.color=never "$plugin:copy" \
  "-Dartifact=io.zipkin:zipkin-server:$version:jar:exec" "-DoutputDirectory=$part" ||
  fail "Maven could not fetch Zipkin $version; what it said stands above."
mv "$part/$jar" "$folder/$jar"
echo "Zipkin $version is in .cache/zipkin."
