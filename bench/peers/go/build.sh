#!/bin/sh
# Builds target/peer; the code of bench.proto is generated into target/benchpb when the proto or the tools are newer.
set -eu
cd "$(dirname "$0")"
proto=../../peer/src/main/proto/bench.proto
generated=target/benchpb
done=$generated/bench_grpc.pb.go

if [ -z "$(find "$done" -newer "$proto" -newer go.mod -newer gen/main.go 2>/dev/null)" ]; then
  mkdir -p "$generated"
  go run ./gen "$proto" "$generated"
fi
go build -o target/peer .
