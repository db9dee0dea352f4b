#!/bin/sh
# Sets up the peers under interop/target/peers; quick when nothing has changed.
# Usage: build.sh [go] [node] [python]; all three without an argument.
set -eu
peers=$(cd "$(dirname "$0")" && pwd)
protos=$(cd "$peers/../../numbers/src/main/proto" && pwd)
mkdir -p "$peers/../target/peers/build"
target=$(cd "$peers/../target/peers" && pwd)

missing() {
  echo "interop peers: the $1 peer needs $2" >&2
  exit 1
}

# changed <stamp> <toolchain> <input>...: whether any of them, or where things are, is new since the stamp was written
changed() {
  stamp=$1 toolchain=$2
  shift 2
  { echo "$target" "$toolchain"; cat "$@"; } | cksum > "$stamp.new"
  ! cmp -s "$stamp" "$stamp.new"
}

written() { mv "$1.new" "$1"; }

launcher() {
  printf '#!/bin/sh\nexec %s "$@"\n' "$2" > "$target/$1"
  chmod +x "$target/$1"
}

build_go() {
  command -v go > /dev/null || missing Go "go"
  (cd "$peers/go" && go build -o "$target/go" .)
}

build_node() {
  command -v node > /dev/null || missing Node "node"
  command -v npm > /dev/null || missing Node "npm"
  build=$target/build/node
  mkdir -p "$build/proto"
  cp "$peers"/node/*.js* "$peers/node/.npmrc" "$build"
  cp "$protos"/*.proto "$build/proto"
  if changed "$build/stamp" "$(node --version)" "$build/package-lock.json"; then
    (cd "$build" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    written "$build/stamp"
  fi
  launcher node "node '$build/peer.js'"
}

build_python() {
  command -v python3 > /dev/null || missing Python "python3"
  python3 -c 'import ensurepip, venv' 2> /dev/null || missing Python "python3's venv module"
  build=$target/build/python
  mkdir -p "$build/peer"
  cp "$peers"/python/*.py "$build/peer"
  if changed "$build/stamp" "$(python3 --version)" "$peers/python/requirements.txt" "$protos"/*.proto; then
    python3 -m venv --clear "$build/venv"
    "$build/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$peers/python/requirements.txt"
    "$build/venv/bin/python" -m grpc_tools.protoc --proto_path="$protos" \
      --python_out="$build/peer" --grpc_python_out="$build/peer" "$protos"/*.proto
    written "$build/stamp"
  fi
  launcher python "'$build/venv/bin/python' '$build/peer'"
}

[ $# -gt 0 ] || set -- go node python
for peer in "$@"; do
  case $peer in
    go | node | python) "build_$peer" ;;
    *) echo "usage: build.sh [go] [node] [python]" >&2; exit 2 ;;
  esac
done
