#!/bin/sh
# Prints the versions of the named libraries that the subjects run on.
set -eu
cd "$(dirname "$0")/target/lib"
versions=
for library in "$@"; do
  jar=$(ls "$library"-[0-9]*.jar)
  version=${jar#"$library"-}
  versions="$versions${versions:+, }$library ${version%.jar}"
done
echo "$versions"
