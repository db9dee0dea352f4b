import itertools
import queue

import grpc

import all_stream_pb2
import all_stream_pb2_grpc
import bidirectional_stream_pb2
import bidirectional_stream_pb2_grpc
import client_stream_pb2
import client_stream_pb2_grpc
import server_stream_pb2
import server_stream_pb2_grpc
from common import fits_int64, format_double, parse, say, stalls

SAFETY_DEADLINE_SECONDS = 60
TEXT_DIFFERS_PER_STACK = (
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.UNAVAILABLE,
)


def call(case, args, target):
    if case not in CASES:
        raise ValueError(f"unknown case: {case}")
    with grpc.insecure_channel(target, options=[("grpc.enable_http_proxy", 0)]) as channel:
        try:
            CASES[case](channel, args)
            say("status OK")
        except grpc.RpcError as failure:
            code = failure.code()
            text = "" if code in TEXT_DIFFERS_PER_STACK else f" {failure.details()}"
            say(f"status {code.name}{text}")


def call_pow(channel, args):
    (number,) = integers(args, 1)
    request = server_stream_pb2.ServerStreamReq(number=number)
    for response in server_stream_pb2_grpc.ServerStreamStub(channel).Pow(request, timeout=SAFETY_DEADLINE_SECONDS):
        say(response.number)


def call_sum(channel, args):
    add_up(channel, integers(args))


def call_many_sum(channel, args):
    add_up(channel, range(*integers(args, 1)))


def add_up(channel, numbers):
    requests = (client_stream_pb2.ClientStreamReq(data=number) for number in numbers)
    stub = client_stream_pb2_grpc.ClientStreamStub(channel)
    say(stub.Sum(requests, timeout=SAFETY_DEADLINE_SECONDS).sum)


class Sqrt:
    """A Sqrt call that sends when told to."""

    def __init__(self, channel, timeout=SAFETY_DEADLINE_SECONDS):
        self._requests = queue.SimpleQueue()
        stub = bidirectional_stream_pb2_grpc.BidirectionalStreamServerStub(channel)
        self._call = stub.Sqrt(iter(self._requests.get, None), timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close_send()  # or the thread that sends would wait for ever

    def send(self, *numbers):
        for number in numbers:
            self._requests.put(bidirectional_stream_pb2.AllStreamReq(number=number))

    def close_send(self):
        self._requests.put(None)

    def print(self, answers):
        for response in itertools.islice(self._call, answers):
            say(format_double(response.sqrt))

    def print_rest(self):
        self.print(None)

    def cancel(self):
        self._call.cancel()


def call_sqrt(channel, args):
    numbers = [parse(arg) for arg in args]
    with Sqrt(channel) as stream:
        for number in numbers:
            stream.send(number)
            stream.print(1)
        stream.close_send()
        stream.print_rest()


def call_deadline(channel, args):
    # The deadline is for the call: connecting must not eat it up.
    try:
        grpc.channel_ready_future(channel).result(timeout=10)
    except grpc.FutureTimeoutError:
        raise ValueError("cannot connect") from None
    with Sqrt(channel, timeout=0.3) as stream:
        stream.send(4)
        stream.print_rest()


def call_cancel(channel, args):
    with Sqrt(channel) as stream:
        stream.send(4, 9, 16)
        stream.print(3)
        stream.cancel()
        stream.print_rest()


def call_cut(channel, args):
    with Sqrt(channel) as stream:
        stream.send(4)
        stream.print(1)
        say("ready")
        stream.print_rest()


def call_many(slow):
    def many(channel, args):
        (count,) = integers(args, 1)
        requests = (bidirectional_stream_pb2.AllStreamReq(number=i * i) for i in range(count))
        stub = bidirectional_stream_pb2_grpc.BidirectionalStreamServerStub(channel)
        received, total, stall = 0, 0, stalls(slow)
        try:
            for response in stub.Sqrt(requests, timeout=SAFETY_DEADLINE_SECONDS):
                received += 1
                total += int(response.sqrt)
                stall()
        finally:
            say(f"count {received} sum {total}")

    return many


def call_text(channel, args):
    requests = (all_stream_pb2.AllStreamReq(data=text) for text in args)
    stub = all_stream_pb2_grpc.AllStreamServerStub(channel)
    for response in stub.AllStream(requests, timeout=SAFETY_DEADLINE_SECONDS):
        say(response.data)


def integers(args, count=None):
    if count is not None and len(args) != count:
        raise ValueError(f"expected {count} number(s), got {len(args)}")
    numbers = [int(arg) for arg in args]
    if not all(map(fits_int64, numbers)):
        raise ValueError("not an int64")
    return numbers


CASES = {
    "pow": call_pow,
    "sum": call_sum,
    "many-sum": call_many_sum,
    "sqrt": call_sqrt,
    "deadline": call_deadline,
    "cancel": call_cancel,
    "cut": call_cut,
    "many": call_many(slow=False),
    "many-slow": call_many(slow=True),
    "text": call_text,
}
