#!/bin/sh
# Regenerates numberspb and textpb, leaving no diff: protoc is the one in the Python peer's pinned grpcio-tools (build
# that peer first), its plugins are the tools pinned in go.mod.
set -eu
cd "$(dirname "$0")"
protos=../../../numbers/src/main/proto
module=sluice-interop/peer

packages="\
Mclient_stream.proto=$module/numberspb,\
Mserver_stream.proto=$module/numberspb,\
Mbidirectional_stream.proto=$module/numberspb,\
Mall_stream.proto=$module/textpb,\
module=$module"

../../target/peers/build/python/venv/bin/python -m grpc_tools.protoc --proto_path="$protos" \
  --plugin="$(go tool -n protoc-gen-go)" --go_out=. --go_opt="$packages" \
  --plugin="$(go tool -n protoc-gen-go-grpc)" --go-grpc_out=. --go-grpc_opt="$packages" \
  "$protos"/*.proto
