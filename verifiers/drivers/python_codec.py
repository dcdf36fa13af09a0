# SPDX-License-Identifier: Apache-2.0
"""Plain data over a channel: the common head of both Python drivers.

A frame is four bytes of length, big-endian, and that many bytes of JSON. Values are JSON plus tags ($int, $tuple,
$set, ...); see docs/verdicts.md. Everything the drivers call is bound here, before foreign code runs, so that a
program that replaces builtins breaks only itself.
"""
import sys
import os
import binascii
import builtins as _builtins
from _json import make_scanner as _make_scanner, encode_basestring_ascii as _quote

CHANNEL = 3
MAX_DEPTH = 200  # Nested arrays and objects of the JSON text; the judge's parser stops there too.
MAX_INT_BITS = 400_000  # The decimal text of a larger integer takes more than a tenth of a second to make.

_bool, _bytearray, _bytes, _complex, _dict, _float, _frozenset, _id, _int, _issubclass, _iter, _len, _list, _next, \
    _object, _repr, _set, _str, _tuple, _type = \
    bool, bytearray, bytes, complex, dict, float, frozenset, id, int, issubclass, iter, len, list, next, \
    object, repr, set, str, tuple, type
_BaseException, _MemoryError, _StopIteration = BaseException, MemoryError, StopIteration
_bit_length, _items, _join, _encode_text = int.bit_length, dict.items, "".join, str.encode
_read, _write, _exit, _getpid = os.read, os.write, os._exit, os.getpid
_b2a, _a2b = binascii.b2a_base64, binascii.a2b_base64
_set_int_digits = getattr(sys, "set_int_max_str_digits", lambda n: None)
_get_int_digits = getattr(sys, "get_int_max_str_digits", lambda: 0)
_END = object()


class Unencodable(Exception):
    """A value that does not travel: `kind` is "not_plain" or "too_large", `what` names the type or the ceiling."""

    def __init__(self, kind, what):
        self.kind, self.what = kind, what


def read_frame():
    """The next frame's text, or None when the channel is closed."""
    head = _read_exactly(4)
    return None if head is None else _read_exactly(_int.from_bytes(head, "big"))


def _read_exactly(n):
    parts = []
    while n:
        part = _read(CHANNEL, min(n, 1 << 20))
        if not part:
            return None
        parts.append(part)
        n -= _len(part)
    return b"".join(parts)


def frame(text):
    data = _encode_text(text)
    return _len(data).to_bytes(4, "big") + data


def write_frame(text):
    write_bytes(frame(text))


def write_bytes(data):
    data = memoryview(data)
    while data:
        data = data[_write(CHANNEL, data):]


def _tagged(pairs, resolve):
    """The value of a JSON object: a tag, or a plain dict."""
    if _len(pairs) != 1:
        return pairs
    (tag, value), = _items(pairs)
    if tag[:1] != "$":
        return pairs
    if tag == "$tuple":
        return _tuple(value)
    if tag == "$set":
        return _set(value)
    if tag == "$frozenset":
        return _frozenset(value)
    if tag == "$dict":
        return {k: v for k, v in value}
    if tag == "$int":
        return _int(value)
    if tag == "$float":
        return _float(value)
    if tag == "$complex":
        return _complex(_float(value[0]), _float(value[1]))
    if tag == "$bytes":
        return _a2b(value)
    if tag == "$bytearray":
        return _bytearray(_a2b(value))
    if tag == "$str":
        return _a2b(value).decode("utf-8", "surrogatepass")
    return resolve(tag, value)


class _Context:
    strict, object_pairs_hook, parse_float, parse_int = True, None, float, int

    def __init__(self, resolve):
        self.memo = {}
        self.object_hook = lambda pairs: _tagged(pairs, resolve)
        self.parse_constant = self._refuse

    @staticmethod
    def _refuse(name):
        raise ValueError(name)


def make_decoder(resolve):
    """A function from frame bytes to the value; `resolve(tag, value)` gives meaning to tags of references."""
    scan = _make_scanner(_Context(resolve))

    def decode(data):
        limit = _get_int_digits()
        _set_int_digits(0)
        try:
            return scan(data.decode("utf-8"), 0)[0]
        finally:
            _set_int_digits(limit)

    return decode


def _scalar(value, t, max_bytes, takes_bytearray):
    """The JSON text of a value without parts, or None."""
    if t is _str:
        if _len(value) > max_bytes:
            raise Unencodable("too_large", "a text of %d characters" % _len(value))
        if value.isascii():
            return _quote(value)
        try:
            _encode_text(value)
        except UnicodeEncodeError:
            return '{"$str":"' + _b2a(_encode_text(value, "utf-8", "surrogatepass"), newline=False).decode() + '"}'
        return _quote(value)
    if t is _int:
        if _bit_length(value) > MAX_INT_BITS:
            raise Unencodable("too_large", "an integer of %d bits" % _bit_length(value))
        return _repr(value)
    if value is None:
        return "null"
    if t is _bool:
        return "true" if value else "false"
    if t is _float:
        text = _repr(value)
        return text if text[-1] not in "nf" else '{"$float":"' + text + '"}'
    if t is _bytes or (t is _bytearray and takes_bytearray):
        if _len(value) > max_bytes:
            raise Unencodable("too_large", "%d bytes" % _len(value))
        return ('{"$bytes":"' if t is _bytes else '{"$bytearray":"') + _b2a(value, newline=False).decode() + '"}'
    if t is _complex:
        return '{"$complex":["' + _repr(value.real) + '","' + _repr(value.imag) + '"]}'
    return None


def _has_plain_keys(value):
    for key in _dict.keys(value):
        if _type(key) is not _str or key[:1] == "$" or not (key.isascii() or _is_text(key)):
            return False
    return True


def _is_text(text):
    try:
        _encode_text(text)
    except UnicodeEncodeError:
        return False
    return True


def _parts(value, t, takes_storage):
    """(opening text, iterator, closing text, depth, is it a mapping) of a container, or None."""
    if t is _list:
        return "[", _iter(value), "]", 1, False
    if t is _tuple:
        return '{"$tuple":[', _iter(value), "]}", 2, False
    if t is _set:
        return '{"$set":[', _iter(value), "]}", 2, False
    if t is _frozenset:
        return '{"$frozenset":[', _iter(value), "]}", 2, False
    if t is _dict or (takes_storage and _issubclass(t, _dict)):
        if _has_plain_keys(value):
            return "{", _iter(_items(value)), "}", 1, True
        return '{"$dict":[', _iter([[k, v] for k, v in _items(value)]), "]}", 2, False
    return None


def make_encoder(max_bytes, refer, takes_storage=True, takes_bytearray=True):
    """
    A function from a value to JSON text. Types are compared by identity and containers walked with an explicit stack,
    so neither an object's own methods nor the recursion limit have a say. A subclass of dict counts by its storage when
    `takes_storage`; a bytearray is plain data only between a suite and its candidate. `refer(value)` gives the text for
    anything that is not plain data, or raises Unencodable.
    """

    def encode(value):
        out, stack, size, depth = [], [], 0, 0
        while True:
            t = _type(value)
            text = _scalar(value, t, max_bytes, takes_bytearray)
            if text is None:
                parts = _parts(value, t, takes_storage)
                if parts is None:
                    text = refer(value)
                else:
                    text, iterator, closing, levels, is_mapping = parts
                    depth += levels
                    if depth > MAX_DEPTH:
                        raise Unencodable("too_large", "a value nested deeper than %d levels, or inside itself" % MAX_DEPTH)
                    stack.append([iterator, closing, levels, is_mapping, ""])
            out.append(text)
            size += _len(text)
            if size > max_bytes:
                raise Unencodable("too_large", "a value of more than %d bytes" % max_bytes)
            while stack:
                top = stack[-1]
                value = _next(top[0], _END)
                if value is not _END:
                    break
                out.append(top[1])
                depth -= top[2]
                stack.pop()
            else:
                return _join(out)
            out.append(top[4])
            top[4] = ","
            size += 1
            if top[3]:
                key, value = value
                text = _quote(key) + ":"
                out.append(text)
                size += _len(text)

    def encode_any_int(value):
        limit = _get_int_digits()
        _set_int_digits(0)
        try:
            return encode(value)
        finally:
            _set_int_digits(limit)

    return encode_any_int


BUILTIN_ERRORS = {_id(value): name for name, value in vars(_builtins).items()
                  if _type(value) is _type and _issubclass(value, _BaseException) and value.__name__ == name}
