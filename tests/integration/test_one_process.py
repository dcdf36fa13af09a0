#!/usr/bin/env python3
"""Tests of one candidate in one process: the same words and bits as with a process for each, and state where it is kept.

usage: test_one_process.py ASSAY

Every program is judged by a problem with "one_process" and by the same problem without. They differ only for programs
that keep something from call to call, and not in languages whose driver has a process for each test anyway.
"""
import sys
from pathlib import Path

import support

N_TESTS = 5  # f(x) is x; f is called with 1, 2, 3, 4, 5.

# What each must get, of five tests: word and bits. "counter" gives how often it was called: kept, or not.
WANTED = {
    "right": ("accepted", "11111"),
    "wrong": ("wrong_answer", "11011"),
    "raises": ("runtime_error", "11011"),
    "leaves": ("runtime_error", "11011"),
    "always leaves": ("runtime_error", "00000"),
    "loops": ("time_limit", "11011"),
    "missing": ("runtime_error", "00000"),
    "counter": ("accepted", "11111"),
}
COUNTER_ALONE = ("wrong_answer", "10000")

PROGRAMS = {
    "python": {
        "right": "def f(x): return x",
        "wrong": "def f(x): return x + (x == 3)",
        "raises": "def f(x): return x if x != 3 else [][x]",
        "leaves": "import os\ndef f(x): return x if x != 3 else os._exit(0)",
        "always leaves": "import os\ndef f(x): os._exit(0)",
        "loops": "def f(x):\n  while x == 3: pass\n  return x",
        "missing": "def g(x): return x",
        "counter": "n = 0\ndef f(x):\n  global n\n  n += 1\n  return n",
    },
    "javascript": {
        "right": "function f(x) { return x; }",
        "wrong": "const f = (x) => x + (x === 3 ? 1 : 0);",
        "raises": "function f(x) { if (x === 3) throw new RangeError('no'); return x; }",
        "leaves": "function f(x) { if (x === 3) process.exit(0); return x; }",
        "always leaves": "function f(x) { process.exit(0); }",
        "missing": "function g(x) { return x; }",
        "counter": "let n = 0;\nfunction f(x) { return ++n; }",
    },
    "typescript": {
        "right": "function f(x: number): number { return x; }",
        "wrong": "const f = (x: number): number => x + (x === 3 ? 1 : 0);",
        "counter": "let n = 0;\nexport function f(x: number): number { return ++n; }",
    },
    "java": {
        "right": "class Solution { int f(int x) { return x; } }",
        "wrong": "class Solution { int f(int x) { return x == 3 ? 4 : x; } }",
        "raises": "class Solution { int f(int x) { return 10 / (x - 3) * 0 + x; } }",
        "leaves": "class Solution { int f(int x) { if (x == 3) System.exit(0); return x; } }",
        "counter": "class Solution { static int n; int f(int x) { return ++n; } }",
    },
    "ruby": {
        "right": "def f(x) = x",
        "wrong": "def f(x) = x == 3 ? 4 : x",
        "raises": "def f(x) = x == 3 ? x / 0 : x",
        "leaves": "def f(x) = x == 3 ? exit!(0) : x",
        "always leaves": "def f(x) = exit(0)",
        "missing": "def g(x) = x",
        "counter": "$n = 0\ndef f(x) = $n += 1",
    },
    "php": {
        "right": "<?php function f($x) { return $x; }",
        "wrong": "<?php function f($x) { return $x === 3 ? 4 : $x; }",
        "raises": "<?php function f($x) { return $x === 3 ? intdiv($x, 0) : $x; }",
        "leaves": "<?php function f($x) { if ($x === 3) exit(0); return $x; }",
        "always leaves": "<?php function f($x) { exit(0); }",
        "missing": "<?php function g($x) { return $x; }",
        "counter": "<?php function f($x) { static $n = 0; return ++$n; }",
    },
    "lua": {
        "right": "function f(x) return x end",
        "wrong": "function f(x) return x == 3 and 4 or x end",
        "raises": "function f(x) if x == 3 then error('no') end return x end",
        "leaves": "function f(x) if x == 3 then os.exit(0) end return x end",
        "missing": "function g(x) return x end",
        "counter": "n = 0\nfunction f(x) n = n + 1 return n end",
    },
    "cpp": {
        "right": "int f(int x) { return x; }",
        "counter": "int n;\nint f(int x) { return ++n; }",
    },
}
SHARES = {"python", "javascript", "typescript", "java", "ruby", "php", "lua"}


def problems(language):
    row = {"kind": "call", "language": language, "entry": {"name": "f"}, "statement": "-", "limits": {"cpu_ms": 2000},
           "tests": [{"args": [x], "expected": x} for x in range(1, N_TESTS + 1)]}
    return [{"id": f"{language}/alone", **row}, {"id": f"{language}/shared", "one_process": True, **row}]


def verify(assay, folder, *options):
    run = support.assay(assay, "verify", "--problems", folder / "problems.jsonl", "--candidates",
                        folder / "candidates.jsonl", "--jobs", 2, "-o", folder / "v.jsonl", *options, timeout=900)
    assert run.returncode == 0, run.stderr
    return {(v["problem_id"], v["candidate_id"]): v for v in support.rows(folder / "v.jsonl")}


def check_words(assay, folder):
    support.write_rows(folder / "problems.jsonl", [p for language in PROGRAMS for p in problems(language)])
    support.write_rows(folder / "candidates.jsonl",
                       [{"problem_id": f"{language}/{how}", "id": name, "code": code}
                        for language, programs in PROGRAMS.items() for name, code in programs.items()
                        for how in ("alone", "shared")])
    verdicts, keys, missing = verify(assay, folder, "--no-confirm"), set(), set()
    for (problem, name), v in verdicts.items():
        language, how = problem.split("/")
        if v["verdict"] == "system_error" and "toolchain" in v["reason"]:
            missing.add(language)
            continue
        is_kept = how == "shared" and language in SHARES
        wanted = COUNTER_ALONE if name == "counter" and not is_kept else WANTED[name]
        assert (v["verdict"], v["pass_bits"]) == wanted, (problem, name, v)
        assert v["assurance"] == "separated", v
        if name != "counter" and how == "shared":
            assert v.get("reason") == verdicts[f"{language}/alone", name].get("reason"), v
        keys.add(v["key"])
    n = len(verdicts) - sum(problem.split("/")[0] in missing for problem, _ in verdicts)
    assert len(keys) == n, "a verdict by one process has a key of its own"
    return n, missing


def check_options(assay, folder):
    """What else looks at verdicts: tests behind the first failure, repeats, and runs from scratch."""
    support.write_rows(folder / "problems.jsonl", problems("python"))
    support.write_rows(folder / "candidates.jsonl",
                       [{"problem_id": "python/shared", "id": name, "code": code}
                        for name, code in PROGRAMS["python"].items()])
    for (_, name), v in verify(assay, folder, "--stop-early").items():
        word, bits = WANTED[name]
        assert (v["verdict"], v["pass_bits"]) == (word, bits.partition("0")[0].ljust(N_TESTS, "0")), (name, v)
    support.write_rows(folder / "candidates.jsonl",
                       [c for c in support.rows(folder / "candidates.jsonl") if c["id"] != "loops"])
    for options in (["--repeat", "3"], ["--no-zygotes"]):
        for (_, name), v in verify(assay, folder, *options).items():
            assert (v["verdict"], v["pass_bits"]) == WANTED[name], (options, name, v)


def main():
    with support.scratch() as folder:
        n, missing = check_words(sys.argv[1], Path(folder))
        check_options(sys.argv[1], Path(folder))
    print(f"{n} verdicts; no toolchain: {', '.join(sorted(missing)) or 'none'}")


main()
