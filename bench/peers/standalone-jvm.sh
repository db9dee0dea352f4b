#!/bin/sh
# Builds target/lib of the directory that it is run in, a Maven project of its own: the jars that
# the subject runs on. Does nothing when nothing has changed.
set -eu
root=../../..
installed=$root/bench/peer/target/installed
built=target/built

is_stale() {
  mark=$1
  shift
  [ ! -e "$mark" ] || [ -n "$(find "$@" -newer "$mark" | head -n 1)" ]
}

# Maven finds what all JVM subjects share only in the local repository.
if is_stale "$installed" "$root/pom.xml" "$root/bench/peer/pom.xml" "$root/bench/peer/src/main"; then
  mkdir -p "$(dirname "$installed")"
  touch "$installed.since"
  "$root/scripts/mvn" -q -f "$root/pom.xml" -pl bench/peer -am -Dmaven.test.skip -Dspotless.check.skip \
    -Dmaven.javadoc.skip install >&2
  mv "$installed.since" "$installed"
fi

if is_stale "$built" pom.xml src "$installed"; then
  rm -rf target/lib "$built"
  mkdir -p target
  touch "$built.since"
  "$root/scripts/mvn" -q package >&2
  mv "$built.since" "$built"
fi
