#!/usr/bin/env python3
"""Suites that are scripts (verifiers/code/script.h) against Python itself.

What an assert on literals means is asked of this interpreter, by eval(), and of `assay verify`, whose own reader and
comparison judge it without one. Then the same suites once more with a line in front that makes them need an interpreter: the
two ways must not differ in a single digit.
"""
import json
import random
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

ASSAY = sys.argv[1]
SUITES, ASSERTS = 60, 40
NEEDS_INTERPRETER = "_ = len('')\n"

warnings.simplefilter("ignore")  # Escapes that mean nothing are among the texts.


class Expressions:
    """Expressions as text: of a value, of the same value in other words, of another that is near it."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def integer(self):
        r = self.random
        n = r.choice([0, 1, 2, 7, 255, 10 ** 6, 2 ** 53, 2 ** 53 + 1, 2 ** 63, 2 ** 64 + 3, 10 ** 23, r.getrandbits(80)])
        texts = [str(n), f"{n:_}", f"-{n}", f"({n})", f"+{n}"]
        if n < 2 ** 62:
            texts += [hex(n), oct(n), bin(n), f"{n} + 1", f"{n} - 1", f"- {n} * 3" if n < 2 ** 60 else "3"]
        return r.choice(texts + ["2 ** 10", "-3 ** 3", "2 * (3 + 4)", "True", "False"])

    def number(self):
        r = self.random
        return r.choice(["0.0", "-0.0", "1.", ".5", "1e3", "1E-7", "1_0.2_5", "100000.0", "1e23", "1e22", "9007199254740992.0", "0.1 + 0.2",
                         "7 / 2", "6 / 3", "-1.5", repr(r.random()), repr(r.uniform(-1e9, 1e9)), "2.0"])

    def text(self):
        r = self.random
        return r.choice(["''", "'a'", '"it\'s"', "'''a\n\"b'''", r"'\n\t\\\''", r"'\x41\u00e9\U0001f600'", r"r'\d+\''", "'a' 'b'", '"a" "b"', "'ab'",
                         r"'\101\0'", r"'\q'", "u'\u00e9'", "'caf\u00e9'", "b'a\\xff'", "b''", "rb'\\n'", "'$int'", "'a\\\nb'"])

    def atom(self):
        return self.random.choice([self.integer, self.integer, self.number, self.text, lambda: "None", lambda: "True"])()

    def key(self, depth):
        if depth and self.random.random() < 0.2:
            return "(" + "".join(self.key(depth - 1) + ", " for _ in range(self.random.randrange(3))) + ")"
        return self.atom()

    def value(self, depth=3):
        r = self.random
        if depth == 0 or r.random() < 0.35:
            return self.atom()
        n = r.choice([0, 1, 1, 2, 3])
        kind = r.choice("[[[((({{d")
        if kind == "[":
            return "[" + ", ".join(self.value(depth - 1) for _ in range(n)) + r.choice(["", "", ","] if n else [""]) + "]"
        if kind == "(":
            return "(" + "".join(self.value(depth - 1) + ",\n" for _ in range(n)) + ")"
        if kind == "{":
            return "{" + ", ".join(self.key(1) for _ in range(n)) + "}" if n else "set()"
        keys = {}
        for key in (self.key(1) for _ in range(n)):
            keys.setdefault(eval(key), key)  # One that is twice is for the interpreter.
        return "{" + ", ".join(key + ": " + self.value(depth - 1) for key in keys.values()) + "}"

    def like(self, text):
        """The same value, or one that is easily taken for it."""
        r = self.random
        value = eval(text)
        choices = [text, text, f"({text})", repr(value)]
        if type(value) in (list, tuple):
            other = tuple if type(value) is list else list
            choices += [repr(value[::-1]), repr(other(value)), repr([*value, 0])]
        if type(value) in (int, bool) and abs(value) < 10 ** 300:
            choices += [repr(float(value)), repr(int(value)), repr(bool(value)), repr(value + 1)]
        if type(value) is float and abs(value) < 1e300:
            choices += [repr(int(value)), repr(value * 1.0000000000000002), repr(-value)]
        if type(value) is dict:
            choices += [repr(dict(reversed(value.items()))), repr(list(value))]
        if type(value) is set:
            choices += [repr(sorted(map(repr, value))), repr(value) + ""]
        if type(value) in (str, bytes):
            choices += [repr(value.swapcase()), repr(value + value)]
        return r.choice(choices)

    def condition(self):
        r = self.random
        text = self.value()
        call = r.choice([f"f({text})", f"f({text})", f"f ( {text}, )", f"f(x={text})"])
        kind = r.random()
        if kind < 0.6:
            sides = [call, self.like(text)]
            r.shuffle(sides)
            return r.choice(["{} == {}", "{} == {}", "{}=={}", "{} != {}", "({} == {})"]).format(*sides)
        if kind < 0.7:
            return f"{call} is {r.choice(['', 'not '])}{r.choice(['None', 'True', 'False'])}"
        if kind < 0.85:
            return r.choice(["", "not "]) + call
        number = r.choice(["1", "0.5", "-2", "1e3", "7 / 2", "2.0"])
        text = r.choice([self.integer(), self.number(), self.atom()])
        return f"abs({r.choice([f'f({text}) - {number}', f'{number} - f({text})'])}) {r.choice(['<', '<='])} {r.choice(['1e-6', '1', '1000'])}"


def holds(condition):
    try:
        return bool(eval(condition, {"f": lambda x: x}))
    except (TypeError, OverflowError):
        return False


CANDIDATES = {
    "same": "def f(x):\n    return x\n",
    "object": "def f(x):\n    return object() if isinstance(x, int) else [object()]\n",
    "raises": "def f(x):\n    if x:\n        raise ValueError(x)\n    return x\n",
    "changes": "def f(x):\n    if isinstance(x, list):\n        x.append(x[:])\n    return x\n",
    "nan": "def f(x):\n    return {'a': float('nan'), 'b': x} if x else float('nan')\n",
    "odd": "import collections\nclass Int(int):\n    __eq__ = lambda a, b: True\n    __hash__ = int.__hash__\n"
           "def f(x):\n    return Int(x) if isinstance(x, int) else collections.Counter('ab') if isinstance(x, dict) else bytearray(b'a')\n",
    "leaves": "import os\ndef f(x):\n    if isinstance(x, float):\n        os._exit(3)\n    return x\n",
}


def suites():
    """(text of the suite, what Python says of each assert for a function that returns its argument)"""
    expressions = Expressions(20251121)
    for i in range(SUITES):
        conditions = []
        while len(conditions) < ASSERTS:
            condition = expressions.condition()
            compile(condition, "condition", "eval")
            conditions.append(condition)
        bits = [holds(c) for c in conditions]
        if i % 3:
            yield "".join(f"assert {c}, 'why'\n" for c in conditions), bits
            continue
        body = "".join(f"    assert {c}\n" for c in conditions).replace("\\\n", "\\n")
        body = body.replace("assert f", "assert c").replace("not f", "not c")
        first = bits.index(False) if False in bits else len(bits)
        yield f"METADATA = {{'a': 1}}\n\n\ndef check(c):\n{body}", [i < first for i in range(len(bits))]


def problem(name, suite):
    return {"id": name, "kind": "suite", "statement": "Return x.", "language": "python", "entry": {"name": "f"}, "suite": suite,
            "limits": {"cpu_ms": 4000}}


def verdicts(folder, problems, candidates):
    for name, rows in (("problems", problems), ("candidates", candidates)):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = subprocess.run([ASSAY, "verify", "--problems", folder / "problems", "--candidates", folder / "candidates"], capture_output=True,
                          check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def shown(row):
    return f"{row['verdict']} {row['pass_bits']} {row.get('reason')!r}"


def main():
    problems, candidates, truth = [], [], []
    for i, (suite, bits) in enumerate(suites()):
        problems += [problem(f"script-{i}", suite), problem(f"suite-{i}", NEEDS_INTERPRETER + suite)]
        truth.append("".join(map(str, map(int, bits))))
        for kind in ("script", "suite"):
            candidates += [{"problem_id": f"{kind}-{i}", "id": name, "code": code, "language": "python"} for name, code in CANDIDATES.items()
                           if name == "same" or i % 6 < 2]
    with tempfile.TemporaryDirectory() as folder:
        rows = {(row["problem_id"], row["candidate_id"]): row for row in verdicts(Path(folder), problems, candidates)}
    failures = []
    for (name, who), row in rows.items():
        kind, _, i = name.partition("-")
        if who == "same" and row["pass_bits"] != truth[int(i)]:
            failures.append(f"{name}: {row['pass_bits']} where Python says {truth[int(i)]}: {row['verdict']} {row.get('reason')}")
        other = rows["script-" + i, who]
        if kind == "suite" and (row["verdict"], row["pass_bits"]) != (other["verdict"], other["pass_bits"]):
            failures.append(f"{who} of {i}: {shown(other)} as a script, {shown(row)} as a suite")
    print("\n".join(failures[:10]))
    print(f"{len(rows)} verdicts on {SUITES * ASSERTS} asserts, {len(failures)} wrong")
    return 1 if failures else 0


sys.exit(main())
