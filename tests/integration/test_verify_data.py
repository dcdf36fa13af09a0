#!/usr/bin/env python3
"""Public benchmarks through assay verify: every label must come out as published.

usage: test_verify_data.py ASSAY humaneval|mbpp|humanevalpack|cruxeval|code-contests|forged
"""
import collections
import gzip
import json
import os
import sys
import time
from pathlib import Path

import support

ASSAY, WHAT = sys.argv[1:3]
JOBS = os.environ.get("ASSAY_TEST_JOBS", "2")


def verify(problems, form, *args):
    with support.scratch() as folder:
        out = Path(folder) / "verdicts.jsonl"
        start = time.monotonic()
        run = support.assay(ASSAY, "verify", "--problems", problems, "--from", form, "--jobs", JOBS, "-o", out, *args,
                            timeout=3000)
        assert run.returncode == 0, run.stderr
        rows = support.rows(out)
    print(f"{len(rows)} verdicts in {time.monotonic() - start:.1f} s:",
          dict(collections.Counter(r["verdict"] for r in rows)))
    return rows


def references(code, name, form, n):
    rows = verify(code / name, form)
    bad = [r for r in rows if r["verdict"] != "accepted" or r["assurance"] != "separated"]
    assert len(rows) == n and not bad, bad[:5]


def humaneval(code):
    references(code, "humaneval.jsonl.gz", "humaneval", 164)


def mbpp(code):
    references(code, "mbpp.jsonl", "mbpp", 974)


def humanevalpack(code):
    # Three loop for ever. What is right takes 0.1 s.
    rows = verify(code / "humanevalpack_python.jsonl", "humanevalpack", "--negatives", "--cpu-ms", "4000")
    good = [r for r in rows if r["candidate_id"] == "reference/0"]
    buggy = [r for r in rows if r["candidate_id"] == "negative/0"]
    assert len(good) == len(buggy) == 164
    assert all(r["verdict"] == "accepted" for r in good), [r for r in good if r["verdict"] != "accepted"][:5]
    rejections = {"wrong_answer", "runtime_error", "time_limit", "memory_limit"}
    assert all(r["verdict"] in rejections for r in buggy), [r for r in buggy if r["verdict"] not in rejections][:5]


def cruxeval(code):
    for task in ("output", "input"):
        published = code / f"cruxeval_codellama7b_{task}.jsonl"
        labels = {f"{r['id']}/{task}/{k}": label for r in support.rows(published) for k, label in enumerate(r["labels"])}
        # Of 3 s each: thirteen never end, and what is right takes 0.01 s.
        rows = verify(code / "cruxeval.jsonl", "cruxeval", "--candidates", published, "--candidates-from", "cruxeval",
                      "--time-factor", "0.4")
        differ = [r for r in rows if (r["verdict"] == "accepted") != labels[r["candidate_id"]]]
        assert len(rows) == len(labels) == 8000 and not differ, differ[:5]


# What passes in public harnesses: by exit code the exits do, by human-eval's own runner the object.
FORGED = {
    "leaves with sys.exit": "import sys\nsys.exit(0)\n",
    "leaves with os._exit": "import os\nos._exit(0)\n",
    "leaves in the call": "import os\ndef ENTRY(*a, **k):\n    os._exit(0)\n",
    "leaves at exit": "import atexit, os\natexit.register(os._exit, 0)\ndef ENTRY(*a, **k):\n    return None\n",
    "equals everything": "class Yes:\n"
                         "    def __eq__(self, other): return True\n"
                         "    def __ne__(self, other): return False\n"
                         "    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__\n"
                         "    def __bool__(self): return True\n"
                         "    def __len__(self): return 1\n"
                         "    def __iter__(self): return iter(())\n"
                         "    def __getitem__(self, i): return self\n"
                         "    def __sub__(self, other): return 0\n"
                         "    def __call__(self, *a, **k): return self\n"
                         "    __rsub__ = __abs__ = __round__ = __hash__ = lambda s, *a: 0\n"
                         "    def __getattr__(self, name): return self\n"
                         "def ENTRY(*a, **k):\n    return Yes()\n",
}


def forged(code):
    """No problem of HumanEval accepts any of them."""
    with gzip.open(code / "humaneval.jsonl.gz", "rt", encoding="utf-8") as f:
        tasks = [json.loads(line) for line in f]
    with support.scratch() as folder:
        candidates = Path(folder) / "candidates.jsonl"
        support.write_rows(candidates, [{"problem_id": t["task_id"].lower(), "id": name, "language": "python",
                                         "code": text.replace("ENTRY", t["entry_point"])}
                                        for t in tasks for name, text in FORGED.items()])
        rows = verify(code / "humaneval.jsonl.gz", "humaneval", "--candidates", candidates)
    got_past = [r for r in rows if r["verdict"] not in ("runtime_error", "wrong_answer")]
    assert len(rows) == len(tasks) * len(FORGED) and not got_past, got_past[:5]


def program(tests, say):
    """A C program that knows inputs and prints what `say` makes of number and output of the one it got."""
    def quoted(text):
        data = text.encode()
        lines = ["".join("\\%03o" % b for b in data[i:i + 200]) for i in range(0, len(data), 200)] or [""]
        return "\n".join(f'"{line}"' for line in lines), len(data)

    rows = []
    for i, test in enumerate(tests):
        (given, n), (told, m) = quoted(test["stdin"]), quoted(say(i, test["expected_stdout"]))
        rows.append(f"{{{given}, {n}, {told}, {m}}},")
    return """#include <stdio.h>
#include <string.h>
static const struct { const char *in; size_t n; const char *out; size_t m; } rows[] = {
%s
};
static char text[1 << 24];
int main(void) {
	size_t n = fread(text, 1, sizeof(text), stdin);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].n == n && memcmp(rows[i].in, text, n) == 0)
			return fwrite(rows[i].out, 1, rows[i].m, stdout) != rows[i].m;
	return 0;
}
""" % "\n".join(rows)


def other_token(text):
    """The last token is another one."""
    return text.rstrip() + ("0" if text.strip() else "x")


# Accepting programs print the stored output, laid out otherwise too; the rest are wrong in one place, or everywhere.
PROGRAMS = {
    "right": lambda n: lambda i, out: out,
    "right, other spaces": lambda n: lambda i, out: " \n".join(out.split()) + "\n\n",
    "nothing": lambda n: lambda i, out: "",
    "wrong at last": lambda n: lambda i, out: other_token(out) if i == n - 1 else out,
    "wrong everywhere": lambda n: lambda i, out: other_token(out),
    "one token more": lambda n: lambda i, out: out + "\n0\n" if i == 0 else out,
}


def code_contests(code):
    """Problems by their own tests: programs that print what is stored pass all of them, others fail where they are wrong."""
    numbers = {}
    with support.scratch() as folder:
        candidates = Path(folder) / "candidates.jsonl"
        rows = []
        for r in support.rows(code / "code_contests.jsonl"):
            tests = [{"stdin": t["input"]["stdin"], "expected_stdout": t["output"]["stdout"]} for t in json.loads(r["test"])]
            by_input = {}
            # An input that comes twice with two outputs cannot be told apart; one that comes twice with one is one row.
            for t in tests:
                assert by_input.setdefault(t["stdin"], t["expected_stdout"]) == t["expected_stdout"], r["id"]
            known = [{"stdin": k, "expected_stdout": v} for k, v in by_input.items()]
            numbers[f"code-contests/{r['id']}"] = tests, known
            rows += [{"problem_id": f"code-contests/{r['id']}", "id": name, "language": "c", "code": program(known, say(len(known)))}
                     for name, say in PROGRAMS.items()]
        support.write_rows(candidates, rows)
        verdicts = verify(code / "code_contests.jsonl", "code-contests", "--candidates", candidates)
    for r in verdicts:
        tests, known = numbers[r["problem_id"]]
        say = PROGRAMS[r["candidate_id"]](len(known))
        told = {t["stdin"]: say(i, t["expected_stdout"]) for i, t in enumerate(known)}
        bits = "".join("01"[told[t["stdin"]].split() == t["expected_stdout"].split()] for t in tests)
        assert r["pass_bits"] == bits and (r["verdict"] == "accepted") == ("0" not in bits), (r, bits)
        assert r["candidate_id"].startswith("right") == ("0" not in bits), r


TESTS = {f.__name__: f for f in (humaneval, mbpp, humanevalpack, cruxeval, code_contests, forged)}
TESTS[WHAT.replace("-", "_")](support.data_folder() / "code")
