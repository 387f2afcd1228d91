#!/usr/bin/env bash
# Fetches the jars of a Kafka broker with Maven into .cache/kafka/libs at the root of the repository, once.
set -euo pipefail

version=4.4.0
scala=2.13
# What Kafka logs with; without it, nothing says when the broker is ready.
log=1.7.36
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$root/.cache/kafka

fail() {
  echo "$1" >&2
  exit 1
}

if [[ -f $folder/libs/kafka_$scala-$version.jar ]]; then
  echo "Kafka $version is in .cache/kafka already."
  exit
fi

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
found=$("$java" -version 2>&1 | sed -nE 's/.* version "(1\.)?([0-9]+).*/\2/p') || found=
((${found:-0} >= 17)) || fail "Kafka needs Java 17 or later; ${found:+Java $found was found, so }install one, or let JAVA_HOME name its folder."
command -v mvn >/dev/null || fail "Maven (mvn) is needed to fetch Kafka; install it, or let KAFKA_LIBS name a folder with Kafka's jars."

mkdir -p "$folder"
part=$(mktemp -d "$folder/part.XXXXXX")
trap 'rm -rf "$part"' EXIT
cat >"$part/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>waybill</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_$scala</artifactId>
      <version>$version</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>$log</version>
    </dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode --strict-checksums -Dstyle.color=never --file "$part/pom.xml" \
  "$plugin:copy-dependencies" -DincludeScope=runtime "-DoutputDirectory=$part/libs" ||
  fail "Maven could not fetch Kafka $version; what it said stands above."
rm -rf "$folder/libs"
mv "$part/libs" "$folder/libs"
echo "Kafka $version is in .cache/kafka."
