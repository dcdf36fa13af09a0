# SPDX-License-Identifier: Apache-2.0
"""Values of LaTeX expressions in floating point, to label generated pairs: independent of the verifier, and small.

value(text, seed) is a complex number, with a fixed pseudo-random value for every letter, or None for what it does not
read. It serves to confirm that a rewriting kept the value and that a near miss changed it, never to decide anything.
"""
import cmath
import math
import random
import re

TOKEN = re.compile(r"\s+|\\left|\\right|\\[,!;: ]|\\[a-zA-Z]+|\d+(?:(?:\{,\}|,\\!|,)\d{3})*(?:\.\d+)?|\.\d+|[a-zA-Z]|[-+*/^_!()\[\]{}|]")
NAMES = {r"\pi": math.pi, "e": math.e, "i": 1j}
CALLS = {r"\sin": cmath.sin, r"\cos": cmath.cos, r"\tan": cmath.tan, r"\ln": cmath.log, r"\exp": cmath.exp,
         r"\arctan": cmath.atan, r"\log": lambda z: cmath.log(z) / math.log(10)}
FRACTIONS = {r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"}


class Unread(Exception):
    """A text that this reader does not know."""


def tokens(text):
    found, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Unread(text[at:])
        at = match.end()
        token = match.group()
        if not token.isspace() and token not in (r"\left", r"\right") and not re.fullmatch(r"\\[,!;: ]", token):
            found.append(token)
    return found


class Reader:
    """Recursive descent over a list of tokens; texts here are short."""

    def __init__(self, text, seed):
        self.tokens, self.at, self.seed = tokens(text), 0, seed

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, wanted=None):
        token = self.peek()
        if token is None or (wanted and token != wanted):
            raise Unread(str(token))
        self.at += 1
        return token

    def expression(self):
        total = self.term()
        while self.peek() in ("+", "-"):
            total = total + self.term() if self.take() == "+" else total - self.term()
        return total

    def term(self):
        sign = 1
        while self.peek() in ("+", "-"):
            sign = -sign if self.take() == "-" else sign
        product = self.power()
        while self.peek() is not None:
            token = self.peek()
            if token in ("*", r"\cdot", r"\times"):
                self.take()
                product *= self.signed_power()
            elif token == "/":
                self.take()
                product /= self.signed_power()
            elif token in ("+", "-", ")", "]", "}", "|"):
                break
            else:
                product *= self.power()
        return sign * product

    def signed_power(self):
        sign = 1
        while self.peek() == "-":
            self.take()
            sign = -sign
        return sign * self.power()

    def power(self):
        base = self.atom()
        while self.peek() == "!":
            self.take()
            base = math.gamma(base.real + 1)
        if self.peek() == "^":
            self.take()
            base = base ** self.argument()
        return base

    def argument(self):
        """A group in braces, or one token: of "\\frac12" the arguments are single digits."""
        if self.peek() == "{":
            self.take()
            value = self.expression()
            self.take("}")
            return value
        token = self.peek()
        if token and token[0].isdigit() and len(token) > 1:
            self.tokens[self.at:self.at + 1] = [token[0], token[1:]]
        if token == "-":
            raise Unread(token)
        return self.atom()

    def atom(self):
        token = self.take()
        if token[0].isdigit() or token[0] == ".":
            return complex(float(re.sub(r"\{,\}|,\\!|,", "", token)))
        if token in ("(", "[", "{"):
            value = self.expression()
            self.take({"(": ")", "[": "]", "{": "}"}[token])
            return value
        if token == "|":
            value = abs(self.expression())
            self.take("|")
            return complex(value)
        if token in FRACTIONS:
            top = self.argument()
            return top / self.argument()
        if token == r"\sqrt":
            index = 2
            if self.peek() == "[":
                self.take()
                index = self.expression()
                self.take("]")
            return self.argument() ** (1 / index)
        if token in CALLS:
            # Without brackets it is a matter of taste how far the argument reaches.
            if self.peek() not in ("(", "{") or self.tokens[self.at - 1] != token:
                raise Unread(token)
            argument = self.atom()
            if self.peek() not in (None, "+", "-", ")", "]", "}", "/"):
                raise Unread(token)
            return CALLS[token](argument)
        if token in NAMES:
            return complex(NAMES[token])
        if len(token) == 1 and token.isalpha():
            rng = random.Random(f"{token}{self.seed}")
            return complex(rng.uniform(1.1, 2.9))
        raise Unread(token)


def value(text, seed=0):
    try:
        reader = Reader(text, seed)
        result = reader.expression()
        return result if reader.peek() is None and cmath.isfinite(result) else None
    except (Unread, ZeroDivisionError, OverflowError, ValueError, RecursionError, TypeError):
        return None


def same(a, b):
    """Whether two expressions have the same value at two points; None when one cannot be read."""
    for seed in (1, 2):
        left, right = value(a, seed), value(b, seed)
        if left is None or right is None:
            return None
        if abs(left - right) > 1e-9 * max(1, abs(left), abs(right)):
            return False
    return True


def clearly_different(a, b):
    """Whether some point tells them apart by more than any rounding; None when one cannot be read."""
    for seed in (1, 2):
        left, right = value(a, seed), value(b, seed)
        if left is None or right is None:
            return None
        if abs(left - right) > 1e-6 * max(1e-3, abs(left), abs(right)):
            return True
    return False


def split_top(text, separator=","):
    """Parts between separators outside of all brackets; a comma that groups thousands is none."""
    parts, depth, start, i = [], 0, 0, 0
    while i < len(text):
        c = text[i]
        if c == "\\" and i + 1 < len(text):
            depth += text[i + 1] == "{"
            depth -= text[i + 1] == "}"
            i += 2
            continue
        depth += c in "([{"
        depth -= c in ")]}"
        if c == separator and depth == 0:
            if not (separator == "," and re.match(r",(\\!| ?\\! ?)?\d{3}(?!\d)", text[i:]) and i and text[i - 1].isdigit()):
                parts.append(text[start:i])
                start = i + 1
        i += 1
    return [*parts, text[start:]]
