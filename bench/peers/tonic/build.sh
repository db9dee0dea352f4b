#!/bin/sh
# Builds target/release/peer.
set -eu
cd "$(dirname "$0")"
exec cargo build --release --locked --quiet --target-dir target
