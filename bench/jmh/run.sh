#!/bin/sh
# Builds and runs the microbenchmarks, with what they allocate. Results go to target/jmh.json.
# Arguments are JMH's: run.sh Inbox -f 1 -wi 2 -i 3, or run.sh -h for all of them.
set -eu
cd "$(dirname "$0")"
root=../..
rm -rf target/lib
"$root/scripts/mvn" -q -f "$root/pom.xml" -pl bench/jmh -am -Dmaven.test.skip -Dspotless.check.skip \
  -Dinvoker.skip -Dmaven.javadoc.skip package
exec "$("$root/scripts/find-jdk")/bin/java" --sun-misc-unsafe-memory-access=allow -cp 'target/lib/*' \
  org.openjdk.jmh.Main -prof gc -rf json -rff target/jmh.json "$@"
