# SPDX-License-Identifier: Apache-2.0
"""Looks for inputs on which a wrong program differs from the reference. Runs in the sandbox, behind the codec.

The request comes on standard input: the entry's name, prelude, references, the texts of the wrong programs, the suite or the
calls of the tests, a seed and ceilings. Inputs stay within what the given calls show of the contract: types, ranges, lengths,
alphabets, order, shapes, relations between arguments. An input on which a reference raises, takes long, changes its
arguments or disagrees with another reference is outside of it.
"""
import copy
import json
import random
import signal
import time

CALL_SECONDS = 0.25
MAX_RESULT = 4000


class Contract(Exception):
    """The input is outside of it."""


class Slow(BaseException):
    """Not an Exception: programs catch those."""


def on_alarm(*_):
    raise Slow


def limited(function, seconds):
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return function()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def load(request, code):
    space = {"__name__": "candidate"}
    exec(compile(request["prelude"] + "\n" + code, "candidate", "exec"), space)
    return space[request["entry"]]


def refuse(*_):
    raise Unencodable("not_plain", "an object")


encode = make_encoder(MAX_RESULT * 4, refuse, takes_storage=False, takes_bytearray=False)
decode = make_decoder(refuse)


def record_calls(request, reference):
    """What the suite asks."""
    calls = []

    def recorder(*args, **kwargs):
        calls.append(copy.deepcopy((args, kwargs)))
        return reference(*args, **kwargs)

    space = {"__name__": "suite", request["entry"]: recorder}
    try:
        exec(compile(request["prelude"] + "\n", "prelude", "exec"), space)
        space[request["entry"]] = recorder
        exec(compile(request["suite"], "suite", "exec"), space)
        if not calls and "check" in space:
            space["check"](recorder)
    except Exception:
        pass  # What was asked before is enough.
    return calls


# --- What calls show of the contract ---

class Shape:
    """What was seen in one place: of all the arguments number i, or of all elements of such lists."""

    def __init__(self):
        self.types, self.numbers, self.lengths, self.chars = set(), [], [], set()
        self.texts, self.elements, self.keys = [], None, None
        self.fields, self.is_sorted, self.is_reversed, self.is_unique, self.is_even = {}, True, True, True, True
        self.digits = 0

    def see(self, value):
        t = type(value)
        self.types.add(t)
        if t in (int, float):
            self.numbers.append(value)
            if t is float:
                self.digits = max(self.digits, len(repr(value).partition(".")[2]) if "e" not in repr(value) else 6)
        elif t is str:
            self.lengths.append(len(value))
            self.chars.update(value)
            self.texts.append(value)
        elif t in (list, tuple, set, frozenset):
            self.see_many(value, t)
        elif t is dict:
            self.lengths.append(len(value))
            self.keys, self.elements = self.keys or Shape(), self.elements or Shape()
            for k, v in value.items():
                self.keys.see(k)
                self.elements.see(v)
        elif t not in (bool, type(None)):
            raise Contract

    def see_many(self, value, t):
        self.lengths.append(len(value))
        self.elements = self.elements or Shape()
        for i, v in enumerate(value):
            self.elements.see(v)
            if t is tuple:
                self.fields.setdefault(i, Shape()).see(v)
        if t in (list, tuple):
            self.note_order(list(value))

    def note_order(self, values):
        try:
            ordered = sorted(values)
            self.is_sorted &= values == ordered
            self.is_reversed &= values == ordered[::-1]
            self.is_unique &= len(values) == len({repr(v) for v in values})
        except TypeError:
            self.is_sorted = self.is_reversed = False
        self.is_even &= len({len(v) for v in values if isinstance(v, (list, str, tuple))}) <= 1

    def has_order(self):
        return max(self.lengths, default=0) > 2


def within(shape, value):
    """Whether `shape` allows the value."""
    t = type(value)
    if t not in shape.types:
        return False
    if t in (int, float):
        low, high = min(shape.numbers), max(shape.numbers)
        span = max(abs(low), abs(high), 3)
        least = -2 * span if low < 0 else min(low, 1)
        return least <= value <= max(high + 3, 2 * high)
    if t is str:
        return length_within(shape, len(value))
    if t in (list, tuple, set, frozenset):
        return many_within(shape, value, t)
    if t is dict:
        return length_within(shape, len(value)) and all(
            within(shape.keys, k) and within(shape.elements, v) for k, v in value.items())
    return True


def length_within(shape, n):
    least = min(shape.lengths)
    return min(least, 1) <= n <= max(2 * max(shape.lengths), 3)


def many_within(shape, value, t):
    if t is tuple and len(set(shape.lengths)) == 1:
        return len(value) == shape.lengths[0] and all(within(shape.fields[i], v) for i, v in enumerate(value))
    if not length_within(shape, len(value)) or not all(within(shape.elements, v) for v in value):
        return False
    if t in (set, frozenset) or not shape.has_order():
        return True
    seen = Shape()
    seen.note_order(list(value))
    return not ((shape.is_sorted and not seen.is_sorted) or (shape.is_reversed and not seen.is_reversed) or
                (shape.is_unique and not seen.is_unique) or (shape.is_even and not seen.is_even))


def relations(args):
    """Facts about a call that may hold for all: which lengths are equal, which numbers are in order or index a list."""
    facts = set()
    for i, a in enumerate(args):
        for j, b in enumerate(args):
            if i == j:
                continue
            if hasattr(a, "__len__") and hasattr(b, "__len__") and i < j:
                facts.update([("same length", i, j)] if len(a) == len(b) else [])
                facts.update([("no longer", i, j)] if len(a) <= len(b) else [])
            if type(a) is int and hasattr(b, "__len__"):
                facts.update([("below length", i, j)] if 0 <= a < len(b) else [])
                facts.update([("at most length", i, j)] if 0 <= a <= len(b) else [])
                facts.update([("is length", i, j)] if a == len(b) else [])
            if type(a) in (int, float) and type(b) in (int, float):
                facts.update([("at most", i, j)] if a <= b else [])
                facts.update([("less", i, j)] if a < b else [])
            if isinstance(b, (list, set, str)) and not isinstance(a, (list, set, dict)):
                try:
                    facts.update([("is in", i, j)] if a in b else [])
                except TypeError:
                    pass
    return facts


class Envelope:
    def __init__(self, calls):
        self.calls = calls
        self.counts = {len(args) for args, _ in calls}
        self.shapes = {}
        for args, kwargs in calls:
            for place, value in list(enumerate(args)) + list(kwargs.items()):
                self.shapes.setdefault(place, Shape()).see(value)
        self.facts = set.intersection(*(relations(args) for args, _ in calls)) if len(calls) > 2 else set()

    def allows(self, args, kwargs):
        if len(args) not in self.counts or not self.facts <= relations(args):
            return False
        return all(within(self.shapes[place], value) for place, value in list(enumerate(args)) + list(kwargs.items()))


# --- Other inputs ---

CLASSES = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"]


def some_char(shape, rng):
    chars = sorted(shape.chars)
    for letters in CLASSES:
        if len(shape.chars & set(letters)) > 1:
            chars += letters
    return rng.choice(chars) if chars else "a"


def other_text(shape, value, rng):
    is_free = all(c.isalnum() or c == " " for c in shape.chars)
    choice = rng.randrange(6)
    if choice == 0:
        return value + rng.choice(shape.texts)
    if choice == 1:
        return rng.choice(shape.texts)
    places = [i for i, c in enumerate(value) if c.isalnum() or is_free]
    if choice == 2 and places:
        i = rng.choice(places)
        same = [letters for letters in CLASSES if value[i] in letters]
        c = some_char(shape, rng) if is_free or not same else rng.choice(same[0])
        return value[:i] + c + value[i + 1:]
    if is_free and choice == 3:
        i = rng.randrange(len(value) + 1)
        return value[:i] + some_char(shape, rng) + value[i:]
    if is_free and choice == 4 and value:
        i = rng.randrange(len(value))
        return value[:i] + value[i + 1:]
    if is_free:
        return "".join(some_char(shape, rng) for _ in range(rng.randrange(max(shape.lengths, default=1) + 2)))
    return value


def other_number(shape, value, rng):
    low, high = min(shape.numbers), max(shape.numbers)
    choice = rng.randrange(5)
    if type(value) is float:
        step = 10.0 ** -max(1, min(shape.digits, 4))
        new = [value + step, value - step, -value, rng.uniform(low, high), float(rng.randint(int(low), int(high) + 1))][choice]
        return round(new, max(1, min(shape.digits, 4)))
    return [value + 1, value - 1, -value if low < 0 else 0, rng.randint(min(low, 0 if low > 0 else low), high + 1),
            rng.choice(shape.numbers)][choice]


def some_value(shape, rng):
    t = rng.choice(sorted(shape.types, key=repr))
    if t is bool:
        return rng.random() < 0.5
    if t is type(None):
        return None
    if t in (int, float):
        number = rng.choice([n for n in shape.numbers if type(n) is t])
        return other_number(shape, number, rng)
    if t is str:
        return other_text(shape, rng.choice(shape.texts), rng)
    n = rng.randrange(max(shape.lengths) + 2)
    if t is dict:
        return {some_value(shape.keys, rng): some_value(shape.elements, rng) for _ in range(n)} if shape.keys.types else {}
    if t is tuple and len(set(shape.lengths)) == 1:
        return tuple(some_value(shape.fields[i], rng) for i in range(shape.lengths[0]))
    return t(some_value(shape.elements, rng) for _ in range(n)) if shape.elements.types else t()


def other_list(shape, value, rng):
    new = list(value)
    choice = rng.randrange(7)
    if choice == 0 and new:
        del new[rng.randrange(len(new))]
    elif choice == 1 and shape.elements.types:
        new.insert(rng.randrange(len(new) + 1), some_value(shape.elements, rng))
    elif choice == 2 and new:
        new.insert(rng.randrange(len(new) + 1), rng.choice(new))
    elif choice == 3:
        rng.shuffle(new)
    elif choice == 4 and shape.elements.types:
        new = [some_value(shape.elements, rng) for _ in range(rng.randrange(max(shape.lengths) + 2))]
    elif new:
        i = rng.randrange(len(new))
        new[i] = other(shape.elements, new[i], rng)
    if shape.has_order() and (shape.is_sorted or shape.is_reversed):
        new.sort(reverse=not shape.is_sorted)
    return new


def other(shape, value, rng):
    t = type(value)
    if rng.random() < 0.15:
        return some_value(shape, rng)
    if t is bool:
        return not value
    if t in (int, float):
        return other_number(shape, value, rng)
    if t is str:
        return other_text(shape, value, rng)
    if t is list:
        return other_list(shape, value, rng)
    if t is tuple and len(set(shape.lengths)) == 1 and value:
        i = rng.randrange(len(value))
        return value[:i] + (other(shape.fields[i], value[i], rng),) + value[i + 1:]
    if t in (tuple, set, frozenset):
        return t(other_list(shape, sorted(value, key=repr) if t is not tuple else value, rng))
    if t is dict and value:
        new = dict(value)
        key = rng.choice(sorted(new, key=repr))
        if rng.random() < 0.3:
            del new[key]
        elif rng.random() < 0.5:
            new[key] = other(shape.elements, new[key], rng)
        else:
            new[other(shape.keys, key, rng)] = some_value(shape.elements, rng)
        return new
    return value


def propose(envelope, pool, rng):
    args, kwargs = copy.deepcopy(rng.choice(pool))
    args = list(args)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        places = list(range(len(args))) + list(kwargs)
        if not places:
            break
        place = rng.choice(places)
        if type(place) is int:
            args[place] = other(envelope.shapes[place], args[place], rng)
        else:
            kwargs[place] = other(envelope.shapes[place], kwargs[place], rng)
    return tuple(args), kwargs


# --- Asking ---

def floats(value):
    if type(value) is float:
        return {value}
    if type(value) is dict:
        return set().union(*(floats(x) for kv in value.items() for x in kv))
    return set().union(*(floats(v) for v in value)) if type(value) in (list, tuple, set, frozenset) else set()


def ask(function, args, kwargs, seconds):
    args, kwargs = copy.deepcopy((args, kwargs))
    return limited(lambda: function(*args, **kwargs), seconds), (args, kwargs)


def answer_of(references, args, kwargs):
    """The answer all references agree on; Contract where there is none."""
    texts = set()
    for reference in references:
        try:
            result, after = ask(reference, args, kwargs, CALL_SECONDS)
        except (Exception, Slow):
            raise Contract from None
        if repr(after) != repr((args, kwargs)) or result is None:
            raise Contract  # Its answer is in its arguments, or it has none.
        computed = floats(result) - floats(args)
        if computed and (type(result) is not float or result != result or abs(result) == float("inf")):
            raise Contract  # An exact comparison would ask for one way of rounding.
        try:
            texts.add(encode(result))
        except Unencodable:
            raise Contract from None
    if len(texts) != 1 or len(min(texts)) > MAX_RESULT:
        raise Contract
    return result, min(texts)


def differs(mutant, args, kwargs, result, text):
    try:
        got, _ = ask(mutant, args, kwargs, 4 * CALL_SECONDS)
        if type(result) is float and type(got) is float:
            return not abs(got - result) <= 1e-6 * max(1, abs(result))
        return encode(got) != text
    except (Exception, Slow, SystemExit):
        return True


def as_assert(entry, args, kwargs, result):
    call = "%s(%s)" % (entry, ", ".join([repr(a) for a in args] + ["%s=%r" % kv for kv in kwargs.items()]))
    if type(result) is float:
        return "assert abs(%s - %r) <= 1e-06 * max(1, abs(%r))" % (call, result, result)
    return "assert %s == %r" % (call, result)


def search(request):
    signal.signal(signal.SIGALRM, on_alarm)
    rng = random.Random(request["seed"])
    references = [load(request, code) for code in request["references"]]
    mutants = {}
    for i, code in enumerate(request["mutants"]):
        try:
            mutants[i] = limited(lambda: load(request, code), 1)
        except (Exception, Slow, SystemExit):
            pass  # What cannot be loaded was not accepted either.
    if request.get("suite") is not None:
        calls = record_calls(request, references[0])
    else:
        calls = [decode(json.dumps(call).encode()) for call in request["calls"]]
        calls = [(tuple(c["args"]), c.get("kwargs") or {}) for c in calls]
    found = {"tests": [], "killed": [], "tried": 0, "outside": 0}
    if not calls:
        return found
    envelope = Envelope(calls)
    pool, alive, seen = list(calls), dict(mutants), {repr(c) for c in calls}
    end = time.process_time() + request["cpu_seconds"]
    while alive and found["tried"] < request["max_inputs"] and time.process_time() < end and len(found["tests"]) < request["max_tests"]:
        found["tried"] += 1
        args, kwargs = propose(envelope, pool, rng)
        if repr((args, kwargs)) in seen:
            continue
        seen.add(repr((args, kwargs)))
        try:
            if not envelope.allows(args, kwargs):
                raise Contract
            result, text = answer_of(references, args, kwargs)
        except Contract:
            found["outside"] += 1
            continue
        pool.append((args, kwargs))
        killed = [i for i, m in alive.items() if differs(m, args, kwargs, result, text)]
        if not killed:
            continue
        for i in killed:
            del alive[i]
        found["killed"] += killed
        found["tests"].append({"args": encode(list(args)), "kwargs": encode(kwargs), "expected": text,
                               "assert": as_assert(request["entry"], args, kwargs, result)})
    return found


def main():
    request = json.loads(sys.stdin.read())
    out = sys.stdout
    sys.stdout = sys.stderr = open(os.devnull, "w")  # Programs print.
    try:
        found = search(request)
    except Contract:
        found = {"tests": [], "killed": [], "tried": 0, "outside": 0}
    out.write(json.dumps(found))
    out.flush()
    os._exit(0)


main()
