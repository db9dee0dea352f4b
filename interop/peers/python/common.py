"""Numbers as the wire contract has them in text, and what both ends of a call need."""

import decimal
import math
import re
import sys
import time

_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def parse(text):
    if text in ("NaN", "Inf", "+Inf", "-Inf"):
        return float(text)
    number = float(text) if _DECIMAL.fullmatch(text) else math.inf
    if math.isinf(number):
        raise ValueError(f'not a decimal number: "{text}"')
    return number


def format_double(x):
    """As Go's %v: as short as reads back, with an exponent only below 1e-04 and from 1e+06 up."""
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "+Inf" if x > 0 else "-Inf"
    shortest = decimal.Decimal(repr(x)).normalize()
    if x == 0 or 1e-4 <= abs(x) < 1e6:
        return f"{shortest:f}"
    exponent = shortest.adjusted()
    return f"{shortest.scaleb(-exponent)}e{exponent:+03d}"


def square_root(x):
    return math.nan if x < 0 else math.sqrt(x)


def fits_int64(number):
    return -(2**63) <= number < 2**63


def stalls(slow):
    """What a reading loop calls after each message: nothing happens, or, when slow, it pauses 1 ms after every 100
    messages and 500 ms once after the first 1,000."""
    messages = 0

    def stall():
        nonlocal messages
        messages += 1
        if slow and messages % 100 == 0:
            time.sleep(0.001)
        if slow and messages == 1000:
            time.sleep(0.5)

    return stall


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
