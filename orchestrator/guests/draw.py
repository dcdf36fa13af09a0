# SPDX-License-Identifier: Apache-2.0
"""Draws more inputs for a problem whose answers nobody knows. Runs in the sandbox, behind the codec and the maker of inputs.

The request comes on standard input: the kind, the inputs of the tests (arguments of calls, or texts of standard input), the
problem's contract where it is a Python program, a number, a seed and a ceiling of CPU time. The answer is {"tests": [...]}.
"""
import io
import json
import time

MAX_VALUE = 20_000
CONTRACT_SECONDS = 0.25
TRIES = 60  # For each input that is wanted.


def refuse(*_):
    raise Unencodable("not_plain", "an object")


encode = make_encoder(MAX_VALUE, refuse, takes_storage=False, takes_bytearray=False)
decode = make_decoder(refuse)


# --- Calls ---

class Calls:
    def __init__(self, request):
        calls = [decode(json.dumps(call).encode()) for call in request["tests"]]
        self.known = [(tuple(c["args"]), c.get("kwargs") or {}) for c in calls]
        self.envelope = Envelope(self.known)
        self.pool = list(self.known)
        self.contract = None
        if request.get("contract"):
            space = {"__name__": "contract"}
            limited(lambda: exec(compile(request["contract"], "contract", "exec"), space), 2)
            self.contract = space[request["entry"]]

    def propose(self, drawer):
        return propose(self.envelope, self.pool, drawer)

    def allows(self, call):
        args, kwargs = call
        if not self.envelope.allows(args, kwargs):
            return False
        return not self.contract or bool(limited(lambda: self.contract(*copy.deepcopy(args), **copy.deepcopy(kwargs)), CONTRACT_SECONDS))

    def take(self, call):
        self.pool.append(call)
        args, kwargs = call
        return {"args": encode(list(args)), "kwargs": encode(kwargs)}


# --- Texts ---

def lines_of(text):
    return [line.split() for line in text.split("\n")]


class Texts:
    """Words of the given texts change in their places: counts of lines and of words stay what they were."""

    def __init__(self, request):
        self.known = list(request["tests"])
        self.pool = list(self.known)
        self.is_even = len({tuple(len(line) for line in lines_of(text)) for text in self.known}) == 1
        self.shapes, self.contract = {}, None
        for text in self.known:
            for i, line in enumerate(lines_of(text)):
                for j, word in enumerate(line):
                    self.shapes.setdefault(self.place(i, j), Shape()).see(typed(word))
        if request.get("contract"):
            self.contract = compile(request["contract"], "contract", "exec")

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


def is_allowed(contract, text):
    """A contract of standard input leaves with 0 when it allows what it read."""
    stdin, stdout = sys.stdin, sys.stdout
    sys.stdin, sys.stdout = io.StringIO(text), io.StringIO()
    try:
        exec(contract, {"__name__": "__main__"})
        return True
    except SystemExit as stop:
        return stop.code in (None, 0)
    finally:
        sys.stdin, sys.stdout = stdin, stdout


def draw(request):
    signal.signal(signal.SIGALRM, on_alarm)
    source = Texts(request) if request["kind"] == "stdio" else Calls(request)
    drawer = Drawer(random.Random(request["seed"]))
    seen, tests = {repr(known) for known in source.known}, []
    end = time.process_time() + request["cpu_seconds"]
    for _ in range(TRIES * request["inputs"]):
        if len(tests) >= request["inputs"] or time.process_time() >= end:
            break
        try:
            new = source.propose(drawer)
            if repr(new) in seen:
                continue
            seen.add(repr(new))
            if not drawer.is_wild and source.allows(new):
                tests.append(source.take(new))
        except (Exception, Slow, SystemExit):
            continue  # Outside: of the contract, or of what travels.
    return tests


def main():
    request = json.loads(sys.stdin.read())
    out = sys.stdout
    sys.stdout = sys.stderr = open(os.devnull, "w")  # Contracts print.
    try:
        tests = draw(request)
    except (Exception, Slow, SystemExit):
        tests = []  # Inputs of a shape that is not understood.
    out.write(json.dumps({"tests": tests}))
    out.flush()
    os._exit(0)


main()
