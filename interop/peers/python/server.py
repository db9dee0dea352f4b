import signal
import sys
import threading
from concurrent import futures

import grpc

import all_stream_pb2
import all_stream_pb2_grpc
import bidirectional_stream_pb2
import bidirectional_stream_pb2_grpc
import client_stream_pb2
import client_stream_pb2_grpc
import server_stream_pb2
import server_stream_pb2_grpc
from common import fits_int64, format_double, parse, say, square_root, stalls

SHUTDOWN_GRACE_SECONDS = 2

# A client may half-close and then cancel (grpc-js does so in one go), and any cancel can look like a half-close for a
# moment here: before a call ends with OK, its cancel gets this long to arrive.
CANCEL_GRACE_SECONDS = 0.05


def serve(slow):
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=64), options=[("grpc.so_reuseport", 0)])
    server_stream_pb2_grpc.add_ServerStreamServicer_to_server(PowService(), server)
    client_stream_pb2_grpc.add_ClientStreamServicer_to_server(SumService(slow), server)
    bidirectional_stream_pb2_grpc.add_BidirectionalStreamServerServicer_to_server(SqrtService(slow), server)
    all_stream_pb2_grpc.add_AllStreamServerServicer_to_server(TextService(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    say(f"PORT {port}")
    server.stop(None if must_stop_at_once() else SHUTDOWN_GRACE_SECONDS).wait()


def must_stop_at_once():
    """Waits; returns true when the server is to stop at once, false when it is to end cleanly."""

    class Terminated(Exception):
        pass

    def terminate(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Terminated

    signal.signal(signal.SIGTERM, terminate)
    try:
        return any(line == "stop\n" for line in sys.stdin)
    except (Terminated, KeyboardInterrupt):
        return False


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Call:
    """Tells how a call ended once it has: cancelled, unless the handler got to its end first."""

    def __init__(self, method, context):
        self._method = method
        self._context = context
        self._end = "cancelled"
        self._over = threading.Event()
        if not context.add_callback(self._report):
            self._report()

    def __enter__(self):
        return self

    def __exit__(self, _type, failure, _traceback):
        if failure is None:
            cancelled = self._over.wait(CANCEL_GRACE_SECONDS)
            remaining = self._context.time_remaining()
            if not cancelled and (remaining is None or remaining > 0):
                self._end = "ok"
        elif isinstance(failure, Failure):
            self._end = f"status {failure.code.name}"
            self._context.abort(failure.code, str(failure))
        elif not isinstance(failure, (grpc.RpcError, GeneratorExit)):
            self._end = "status UNKNOWN"

    def _report(self):
        self._over.set()
        say(f"{self._method} ended {self._end}")


class PowService(server_stream_pb2_grpc.ServerStreamServicer):
    def Pow(self, request, context):
        with Call("Pow", context):
            for exponent in range(10):
                power = request.number**exponent
                if not fits_int64(power):
                    message = f"{request.number}^{exponent} does not fit int64"
                    raise Failure(grpc.StatusCode.OUT_OF_RANGE, message)
                yield server_stream_pb2.ServerStreamResp(number=power)


class SumService(client_stream_pb2_grpc.ClientStreamServicer):
    def __init__(self, slow):
        self._slow = slow

    def Sum(self, requests, context):
        with Call("Sum", context):
            total, stall = 0, stalls(self._slow)
            for k, request in enumerate(requests, start=1):
                total += request.data
                if not fits_int64(total):
                    message = f"the sum does not fit int64 at message {k}"
                    raise Failure(grpc.StatusCode.OUT_OF_RANGE, message)
                stall()
            return client_stream_pb2.ClientStreamResp(sum=total)


class SqrtService(bidirectional_stream_pb2_grpc.BidirectionalStreamServerServicer):
    def __init__(self, slow):
        self._slow = slow

    def Sqrt(self, requests, context):
        with Call("Sqrt", context):
            stall = stalls(self._slow)
            for request in requests:
                yield bidirectional_stream_pb2.AllStreamResp(sqrt=square_root(request.number))
                stall()


class TextService(all_stream_pb2_grpc.AllStreamServerServicer):
    def AllStream(self, requests, context):
        with Call("AllStream", context):
            for request in requests:
                try:
                    number = parse(request.data)
                except ValueError:
                    text = request.data if len(request.data) <= 64 else request.data[:64] + "…"
                    raise Failure(grpc.StatusCode.INVALID_ARGUMENT, f'"{text}" is no number')
                yield all_stream_pb2.AllStreamResp(data=format_double(square_root(number)))
