"""The grpcio peer of the interoperability tests; peers/README.md has its contract."""

import os
import sys

os.environ.setdefault("GRPC_VERBOSITY", "ERROR")  # stderr is for what went wrong here


def main(args):
    if args in (["serve"], ["serve", "--slow"]):
        import server

        server.serve(slow=len(args) == 2)
    elif len(args) >= 3 and args[0] == "call":
        import client

        client.call(args[1], args[2:-1], args[-1])
    else:
        raise ValueError("usage: serve [--slow] | call <case> [<argument>...] <host:port>")


try:
    main(sys.argv[1:])
except (ValueError, OSError) as failure:
    sys.exit(str(failure))
