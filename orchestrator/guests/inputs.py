# SPDX-License-Identifier: Apache-2.0
"""New inputs like those that are known. Runs in the sandbox, behind the codec and before a guest.

Inputs stay within what the given calls show of the contract: types, ranges, lengths, alphabets, order, shapes, relations between
arguments. A number or a word that stands in the programs themselves is tried before others: this is where they decide.
"""
import ast
import copy
import io
import random
import re
import signal


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


# --- What calls show of the contract ---

WORD = re.compile(r"(?<!\w)[+-]?[0-9]+(?:\.[0-9]+)?|[^\W_]+")
CLASSES = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"]
BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
PRINTABLE = "".join(map(chr, range(32, 127)))


def is_balanced(text):
    stack = []
    for c in text:
        if c in BRACKETS.values():
            stack.append(c)
        elif c in BRACKETS and (not stack or stack.pop() != BRACKETS[c]):
            return False
    return not stack


class Shape:
    """What was seen in one place: of all the arguments number i, or of all elements of such lists."""

    def __init__(self):
        self.types, self.numbers, self.lengths, self.chars = set(), [], [], set()
        self.texts, self.elements, self.keys = [], None, None
        self.fields, self.is_sorted, self.is_reversed, self.is_unique, self.is_even = {}, True, True, True, True
        self.digits = 0
        self.words, self.counts, self.is_padded, self.is_balanced = [], set(), False, True

    def see(self, value):
        t = type(value)
        self.types.add(t)
        if t in (int, float):
            self.numbers.append(value)
            if t is float:
                self.digits = max(self.digits, len(repr(value).partition(".")[2]) if "e" not in repr(value) else 6)
        elif t is str:
            self.see_text(value)
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

    def see_text(self, value):
        self.lengths.append(len(value))
        self.chars.update(value)
        self.texts.append(value)
        words = WORD.findall(value)
        self.words += words
        self.counts.add(len(words))
        self.is_padded |= any(len(w) > 1 and w[0] == "0" and w.isdigit() for w in words)
        self.is_balanced &= is_balanced(value)

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

    def letters(self):
        """What texts may be made of: what was seen, and the kinds of letters of which more than one was seen."""
        return self.chars.union(*(letters for letters in CLASSES if len(self.chars & set(letters)) > 1))

    def has_brackets(self):
        """Texts that are all balanced stay so."""
        return self.is_balanced and bool(self.chars & set(BRACKETS))


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
        return (length_within(shape, len(value)) and shape.letters() >= set(value) and
                (not shape.has_brackets() or is_balanced(value)))
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

def harvest(codes):
    """Numbers and words in the texts of programs."""
    numbers, words = set(), set()
    for code in codes:
        try:
            tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            value = node.value if isinstance(node, ast.Constant) else None
            if type(value) in (int, float) and value == value and abs(value) < 1e15:
                numbers.add(value)
            elif type(value) is str and len(value) <= 20:
                words.update(WORD.findall(value))
    return sorted(numbers), sorted(words)


class Drawer:
    """Draws values like others. What is `wild` may leave what the calls show, to say where programs differ beyond it."""

    def __init__(self, rng, numbers=(), words=()):
        self.rng, self.numbers, self.words, self.is_wild = rng, list(numbers), list(words), False

    # Texts.

    def char(self, shape):
        if self.is_wild:
            return self.rng.choice(PRINTABLE)
        return self.rng.choice(sorted(shape.letters()) or ["a"])

    def number_text(self, shape, text):
        """Another number as it would be written there."""
        number = float(text) if "." in text else int(text)
        choice = self.rng.randrange(7)
        if choice < 4:
            number += [1, -1, 10, -10][choice]
        elif choice == 4:
            number = 0
        elif choice == 5 and self.numbers:
            number = self.rng.choice(self.numbers)
        else:
            like = [w for w in shape.words if is_number(w)]
            return self.rng.choice(like) if like else text
        if number < 0 and "-" not in shape.chars:
            number = -number
        if "." not in shape.chars:
            number = int(number)
        elif self.rng.random() < 0.3:
            number = self.rng.choice([0.5, 0.25, -0.5 if "-" in shape.chars else 0.5]) + int(number)
        if type(number) is int:
            return str(number).zfill(len(text)) if shape.is_padded else str(number)
        return repr(number) if "e" not in repr(number) else text

    def word(self, shape, old):
        """One that was seen, one of the program's where it knows those of the texts, or another number."""
        if is_number(old) and self.rng.random() < 0.8:
            return self.number_text(shape, old)
        known = [w for w in self.words if w in shape.words]
        if len(known) > 1 and self.rng.random() < 0.5:
            return self.rng.choice(self.words)
        return self.rng.choice(shape.words)

    def other_words(self, shape, value):
        """Words exchanged, put in or taken out, with what stands between them; their number stays where it never changes."""
        found = list(WORD.finditer(value))
        if not found:
            return value
        one = self.rng.choice(found)
        choice = self.rng.randrange(5 if len(shape.counts) > 1 else 3)
        if choice == 0:
            two = self.rng.choice(found)
            a, b = sorted((one.span(), two.span()))
            if a == b:
                return value
            return value[:a[0]] + value[b[0]:b[1]] + value[a[1]:b[0]] + value[a[0]:a[1]] + value[b[1]:]
        if choice in (1, 2):
            return value[:one.start()] + self.word(shape, one.group()) + value[one.end():]
        if len(found) == 1:
            return value + (" " if " " in shape.chars else "") + self.word(shape, one.group())
        k = found.index(one)
        start, end = (found[k - 1].end(), one.end()) if k else (one.start(), found[1].start())
        if choice == 3:
            return value[:start] + value[end:]
        return value[:end] + (value[start:end] if k else one.group() + value[one.end():end]) + value[end:]

    def other_brackets(self, shape, value):
        """Balanced texts again: a pair more or less, one in or behind another."""
        kinds = [k for k in BRACKETS.items() if k[0] in shape.chars]
        close, begin = self.rng.choice(kinds)
        i = self.rng.randrange(len(value) + 1)
        choice = self.rng.randrange(4)
        if choice == 0:
            return value[:i] + begin + close + value[i:]
        if choice == 1:
            return begin + value + close
        if choice == 2:
            return value.replace(begin + close, "", 1)
        return value + self.rng.choice(shape.texts)

    def other_text(self, shape, value):
        rng = self.rng
        if shape.has_brackets() and rng.random() < 0.6:
            return self.other_brackets(shape, value)
        if (shape.counts - {0, 1} or any(map(is_number, shape.words))) and rng.random() < 0.4:
            return self.other_words(shape, value)
        is_free = self.is_wild or all(c.isalnum() or c == " " for c in shape.chars) or not (
            shape.is_balanced or any(c.isalnum() for c in shape.chars))
        choice = rng.randrange(7)
        if choice == 0:
            return value + rng.choice(shape.texts)
        if choice == 1:
            return rng.choice(shape.texts)
        places = [i for i, c in enumerate(value) if c.isalnum() or is_free]
        if choice == 2 and places:
            i = rng.choice(places)
            same = [letters for letters in CLASSES if value[i] in letters]
            c = self.char(shape) if is_free or not same else rng.choice(same[0])
            return value[:i] + c + value[i + 1:]
        if choice == 6 and not is_free and value:
            i = rng.randrange(len(value))  # A sign in another place, or none there.
            signs = [c for c in sorted(shape.chars) if not c.isalnum()]
            return value[:i] + rng.choice(signs) + value[i + rng.randrange(2):]
        if is_free and choice == 3:
            i = rng.randrange(len(value) + 1)
            return value[:i] + self.char(shape) + value[i:]
        if is_free and choice == 4 and value:
            i = rng.randrange(len(value))
            return value[:i] + value[i + 1:]
        if is_free:
            return "".join(self.char(shape) for _ in range(rng.randrange(max(shape.lengths, default=1) + 2)))
        return value

    # Numbers and the rest.

    def other_number(self, shape, value):
        rng = self.rng
        low, high = min(shape.numbers), max(shape.numbers)
        if self.is_wild:
            return type(value)(rng.choice([-value, value * 10, -1, 0, 1, rng.randint(-1000, 1000)]))
        if self.numbers and rng.random() < 0.2:
            return type(value)(rng.choice(self.numbers) + rng.choice([-1, 0, 0, 1]))
        choice = rng.randrange(6)
        if type(value) is float:
            step = 10.0 ** -max(1, min(shape.digits, 4))
            new = [value + step, value - step, -value, rng.uniform(low, high), float(rng.randint(int(low), int(high) + 1)),
                   float(int(value)) + rng.choice([0.5, 0.25])][choice]
            return round(new, max(1, min(shape.digits, 4)))
        return [value + 1, value - 1, -value if low < 0 else 0, rng.randint(min(low, 0 if low > 0 else low), high + 1),
                rng.choice(shape.numbers), rng.randint(min(low, high), max(2 * high, low))][choice]

    def some_value(self, shape):
        t = self.rng.choice(sorted(shape.types, key=repr))
        if t is bool:
            return self.rng.random() < 0.5
        if t is type(None):
            return None
        if t in (int, float):
            number = self.rng.choice([n for n in shape.numbers if type(n) is t])
            return self.other_number(shape, number)
        if t is str:
            return self.other_text(shape, self.rng.choice(shape.texts))
        n = self.rng.randrange(max(shape.lengths) + 2)
        if t is dict:
            return {self.some_value(shape.keys): self.some_value(shape.elements) for _ in range(n)} if shape.keys.types else {}
        if t is tuple and len(set(shape.lengths)) == 1:
            return tuple(self.some_value(shape.fields[i]) for i in range(shape.lengths[0]))
        return t(self.some_value(shape.elements) for _ in range(n)) if shape.elements.types else t()

    def other_list(self, shape, value):
        new = list(value)
        choice = self.rng.randrange(7)
        if choice == 0 and new:
            del new[self.rng.randrange(len(new))]
        elif choice == 1 and shape.elements.types:
            new.insert(self.rng.randrange(len(new) + 1), self.some_value(shape.elements))
        elif choice == 2 and new:
            new.insert(self.rng.randrange(len(new) + 1), self.rng.choice(new))
        elif choice == 3:
            self.rng.shuffle(new)
        elif choice == 4 and shape.elements.types:
            new = [self.some_value(shape.elements) for _ in range(self.rng.randrange(max(shape.lengths) + 2))]
        elif new:
            i = self.rng.randrange(len(new))
            new[i] = self.other(shape.elements, new[i])
        if shape.has_order() and (shape.is_sorted or shape.is_reversed):
            new.sort(reverse=not shape.is_sorted)
        return new

    def other(self, shape, value):
        t = type(value)
        if self.rng.random() < 0.15:
            return self.some_value(shape)
        if t is bool:
            return not value
        if t in (int, float):
            return self.other_number(shape, value)
        if t is str:
            return self.other_text(shape, value)
        if t is list:
            return self.other_list(shape, value)
        if t is tuple and len(set(shape.lengths)) == 1 and value:
            i = self.rng.randrange(len(value))
            return value[:i] + (self.other(shape.fields[i], value[i]),) + value[i + 1:]
        if t in (tuple, set, frozenset):
            return t(self.other_list(shape, sorted(value, key=repr) if t is not tuple else value))
        if t is dict and value:
            new = dict(value)
            key = self.rng.choice(sorted(new, key=repr))
            if self.rng.random() < 0.3:
                del new[key]
            elif self.rng.random() < 0.5:
                new[key] = self.other(shape.elements, new[key])
            else:
                new[self.other(shape.keys, key)] = self.some_value(shape.elements)
            return new
        return value


def is_number(word):
    return word.lstrip("+-").replace(".", "", 1).isdigit() and word.isascii()


def repair(envelope, args):
    """Brings back what held in every call and is easily lost."""
    for fact, i, j in sorted(envelope.facts):
        a, b = args[i], args[j]
        if fact == "same length" and type(a) in (list, tuple, str) and type(b) in (list, tuple, str):
            n = min(len(a), len(b))
            args[i], args[j] = a[:n], b[:n]
        elif fact == "is length":
            args[i] = len(b)
        elif fact == "below length" and len(b) > 0:
            args[i] = a % len(b)
        elif fact == "at most length":
            args[i] = a % (len(b) + 1)
        elif fact in ("at most", "less") and a > b:
            args[i], args[j] = b, a


def propose(envelope, pool, drawer):
    rng = drawer.rng
    args, kwargs = copy.deepcopy(rng.choice(pool))
    args = list(args)
    drawer.is_wild = rng.random() < 0.05
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        places = list(range(len(args))) + list(kwargs)
        if not places:
            break
        place = rng.choice(places)
        if type(place) is int:
            args[place] = drawer.other(envelope.shapes[place], args[place])
        else:
            kwargs[place] = drawer.other(envelope.shapes[place], kwargs[place])
    if not drawer.is_wild and envelope.facts and max(envelope.counts) == len(args):
        repair(envelope, args)
    return tuple(args), kwargs


# --- Texts of standard input ---

def lines_of(text):
    return [line.split() for line in text.split("\n")]


class Texts:
    """Words of the given texts change in their places: counts of lines and of words stay what they were."""

    def __init__(self, known, contract=None):
        self.known = list(known)
        self.pool = list(self.known)
        self.is_even = len({tuple(len(line) for line in lines_of(text)) for text in self.known}) == 1
        self.shapes, self.contract = {}, None
        for text in self.known:
            for i, line in enumerate(lines_of(text)):
                for j, word in enumerate(line):
                    self.shapes.setdefault(self.place(i, j), Shape()).see(typed(word))
        if contract:
            self.contract = compile(contract, "contract", "exec")

    def place(self, i, j):
        """Where texts are all of one shape, each word has a place of its own; else the first line and the rest are two."""
        return (i, j) if self.is_even else (min(i, 1), j if i == 0 else 0)

    def is_count(self, lines, i, j):
        """Whether the word says how many lines or words follow."""
        word = lines[i][j]
        if not word.isdigit():
            return False
        after = sum(1 for line in lines[i + 1:] if line)
        following = lines[i + 1] if i + 1 < len(lines) else []
        return int(word) in (after, len(following), len(lines[i]) - j - 1)

    def propose(self, drawer):
        base = drawer.rng.choice(self.pool)
        lines = lines_of(base)
        places = [(i, j) for i, line in enumerate(lines) for j, _ in enumerate(line) if not self.is_count(lines, i, j)]
        for _ in range(drawer.rng.choice([1, 1, 2, 3]) if places else 0):
            i, j = drawer.rng.choice(places)
            line = lines[i]
            choice = drawer.rng.randrange(8)
            same = [k for p, k in places if p == i and type(typed(line[k])) is type(typed(line[j])) and self.place(i, k) == self.place(i, j)]
            if choice == 0 and len(same) > 1:
                k = drawer.rng.choice(same)
                line[j], line[k] = line[k], line[j]
            elif choice in (1, 2) and len(same) > 1:
                line[j] = line[drawer.rng.choice(same)]
            elif choice == 3 and len(same) > 1:
                # In order, or all the same.
                words = sorted((line[k] for k in same), key=typed, reverse=drawer.rng.random() < 0.3)
                words = words if drawer.rng.random() < 0.7 else [line[j]] * len(same)
                for k, word in zip(same, words):
                    line[k] = word
            else:
                shape = self.shapes[self.place(i, j)]
                line[j] = written(drawer.other(shape, typed(line[j])), line[j])
        return "\n".join(" ".join(line) for line in lines)

    def allows(self, text):
        for i, line in enumerate(lines_of(text)):
            for j, word in enumerate(line):
                shape = self.shapes.get(self.place(i, j))
                if shape is None or not within(shape, typed(word)):
                    return False
        return self.contract is None or limited(lambda: is_allowed(self.contract, text), CONTRACT_SECONDS)

    def take(self, text):
        self.pool.append(text)
        return text


def typed(word):
    if word.lstrip("+-").isdigit() and word.isascii():
        return int(word) if len(word) < 300 else word
    try:
        number = float(word)
        return number if abs(number) < 1e300 else word  # Infinity and NaN are words here.
    except ValueError:
        return word


def written(value, like):
    if type(value) is float:
        digits = len(like.partition(".")[2])
        return "%.*f" % (digits, value) if digits else repr(value)
    text = str(value)
    return text if text and not any(c.isspace() for c in text) else like


def run_program(program, text):
    """What it prints; Contract where it does not end well."""
    stdin, stdout = sys.stdin, sys.stdout
    sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    printed = io.BytesIO()
    sys.stdout = io.TextIOWrapper(printed, encoding="utf-8", write_through=True)
    try:
        exec(program, {"__name__": "__main__"})
        return printed.getvalue().decode()
    except SystemExit as stop:
        if stop.code not in (None, 0):
            raise Contract from None
        return printed.getvalue().decode()
    finally:
        sys.stdin, sys.stdout = stdin, stdout


def is_allowed(contract, text):
    """A contract of standard input leaves with 0 when it allows what it read."""
    try:
        run_program(contract, text)
        return True
    except Contract:
        return False
