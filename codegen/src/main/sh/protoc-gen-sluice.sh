#!/bin/sh
# protoc-gen-sluice. What follows this script in the file is the jar that it runs.

fail() {
  echo "protoc-gen-sluice: needs Java 21 or newer, but $1" >&2
  exit 1
}

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "found no $java; install it, or set JAVA_HOME"

# The file names the version at once; asking java takes as long as starting it.
version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$JAVA_HOME/release" 2>/dev/null)
[ -n "$version" ] || version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
[ "${version:-0}" -ge 21 ] || fail "$java is Java ${version:-of an unknown version}"

# On a terminal nobody is going to send a request.
[ $# -eq 0 ] && [ -t 0 ] && set -- --help

exec "$java" -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$0" "$@"
