#!/bin/sh
# Builds target/lib: the jars that the subjects run on. Does nothing when nothing has changed.
set -eu
cd "$(dirname "$0")"
here=$(pwd)
root=$(cd ../../.. && pwd)
built=$here/target/built

# What this module is made of; a module that is not there (yet) does no harm.
sources() {
  echo pom.xml
  echo .mvn
  for module in stream transport codegen bench/peer bench/peers/java; do
    for source in "$module/pom.xml" "$module/src/main"; do
      [ ! -e "$source" ] || echo "$source"
    done
  done
}

cd "$root"
# shellcheck disable=SC2046 # words
if [ ! -e "$built" ] || [ -n "$(find $(sources) -newer "$built" -print | head -n 1)" ]; then
  rm -rf "$here/target/lib" "$built"
  mkdir -p "$here/target"
  touch "$built.since"
  ./scripts/mvn -q -pl bench/peers/java -am -Dmaven.test.skip -Dspotless.check.skip -Dinvoker.skip \
    -Dmaven.javadoc.skip package >&2
  mv "$built.since" "$built"
fi
