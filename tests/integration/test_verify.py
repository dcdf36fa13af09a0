#!/usr/bin/env python3
"""assay verify as its users meet it: words, order, shards, repeats, streams."""
import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

import support

ASSAY = sys.argv[1]

DOUBLE = {"id": "double", "kind": "call", "statement": "Double a number.", "language": "python",
          "entry": {"name": "double"}, "limits": {"cpu_ms": 2000},
          "tests": [{"args": [n], "expected": 2 * n} for n in (1, 5, -3)],
          "reference": [{"language": "python", "code": "def double(x):\n    return x + x\n"}],
          "negatives": [{"language": "python", "code": "def double(x):\n    return x * x\n", "expect": "wrong_answer"}]}
ECHO = {"id": "echo", "kind": "stdio", "statement": "Print the sum of two numbers.", "language": None,
        "tests": [{"stdin": "1 2\n", "expected_stdout": "3\n"}, {"stdin": "10 -4\n", "expected_stdout": "6\n"}],
        "limits": {"cpu_ms": 1000, "wall_ms": 4000},
        "reference": [{"language": "python", "code": "print(sum(map(int, input().split())))\n"}]}
SUITE = {"id": "suite", "kind": "suite", "statement": "Sort in place and return the length.", "language": "python",
         "entry": {"name": "tidy"}, "suite": "def check(candidate):\n    a = [3, 1, 2]\n    assert candidate(a) == 3\n"
         "    assert a == [1, 2, 3]\n",
         "reference": [{"language": "python", "code": "def tidy(a):\n    a.sort()\n    return len(a)\n"}]}
SUM = {"id": "sum", "kind": "math", "statement": "What is 1/2 + 1/4?", "answer": "\\frac{3}{4}"}
PROBLEMS = [DOUBLE, ECHO, SUITE, SUM]


def candidate(problem, name, code=None, language="python", text=None):
    row = {"problem_id": problem, "id": name}
    return {**row, "text": text} if text is not None else {**row, "code": code, "language": language}


CASES = [
    (candidate("double", "d-right", "def double(x):\n    return 2 * x\n"), "accepted"),
    (candidate("double", "d-wrong", "def double(x):\n    return x * x\n"), "wrong_answer"),
    (candidate("double", "d-raises", "def double(x):\n    raise KeyError(x)\n"), "runtime_error"),
    (candidate("double", "d-loops", "def double(x):\n    while True: pass\n"), "time_limit"),
    (candidate("double", "d-fenced", text="Sure:\n```python\ndef double(x):\n    return x << 1\n```\n"), "accepted"),
    (candidate("double", "d-nothing", text="I cannot do that."), "no_answer"),
    (candidate("echo", "e-python", "a, b = map(int, input().split())\nprint(a + b)\n"), "accepted"),
    (candidate("echo", "e-c", "#include <stdio.h>\nint main(){int a,b;scanf(\"%d%d\",&a,&b);printf(\"%d\\n\",a+b);}",
               "c"), "accepted"),
    (candidate("echo", "e-cpp", "#include <iostream>\nint main(){int a,b;std::cin>>a>>b;std::cout<<a-b;}", "cpp"),
     "wrong_answer"),
    (candidate("echo", "e-broken", "int main( {", "c"), "compile_error"),
    (candidate("echo", "e-sleeps", "import time\ntime.sleep(60)\n"), "time_limit"),
    (candidate("echo", "e-exit", "raise SystemExit(3)\n"), "runtime_error"),
    (candidate("suite", "s-right", "def tidy(a):\n    a[:] = sorted(a)\n    return len(a)\n"), "accepted"),
    (candidate("suite", "s-copies", "def tidy(a):\n    return len(sorted(a))\n"), "wrong_answer"),
    (candidate("suite", "s-exits", "import os\ndef tidy(a):\n    os._exit(0)\n"), "runtime_error"),
    (candidate("sum", "m-right", text="So we get \\boxed{0.75}."), "accepted"),
    (candidate("sum", "m-wrong", text="The answer is 4/3."), "wrong_answer"),
]


def verify(work, *args, **kwargs):
    return support.assay(ASSAY, "verify", "--problems", work / "problems.jsonl", "--jobs", 2, *args, **kwargs)


def succeed(run):
    assert run.returncode == 0, f"exit {run.returncode}: {run.stderr}"
    assert run.stderr == "", f"words for nobody: {run.stderr}"
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_words_come_in_input_order(work):
    got = succeed(verify(work, "--candidates", work / "candidates.jsonl"))
    assert [r["candidate_id"] for r in got] == [c["id"] for c, _ in CASES]
    for row, (c, word) in zip(got, CASES):
        assert row["verdict"] == word, row
        assert row["problem_id"] == c["problem_id"]
        assert len(row["key"]) == 32 and "@" in row["checker"], row
        if word == "accepted" and c["problem_id"] != "sum":
            assert row["passed"] == row["total"] > 0 and row["assurance"] == "separated", row
            assert row["isolation"] == "namespaces" and row["limits_enforced_by"], row
    by_id = {r["candidate_id"]: r for r in got}
    assert by_id["e-sleeps"]["cpu_ms"] < 1000 <= by_id["e-sleeps"]["wall_ms"]
    assert by_id["d-wrong"]["reason"].startswith("test 1: ") and by_id["d-wrong"]["evidence"]["test"] == 1
    return got


def test_files_streams_and_compression_agree(work):
    fast = [c for c, _ in CASES if c["id"] not in ("d-loops", "e-sleeps")]
    support.write_rows(work / "fast.jsonl", fast)
    with gzip.open(work / "fast.jsonl.gz", "wb") as f:
        f.write((work / "fast.jsonl").read_bytes())
    plain = succeed(verify(work, "--candidates", work / "fast.jsonl"))
    piped = succeed(verify(work, "--candidates", "-", input=(work / "fast.jsonl").read_text()))
    run = verify(work, "--candidates", work / "fast.jsonl.gz", "-o", work / "out.jsonl.gz")
    assert run.returncode == 0 and run.stdout == "", run.stderr
    with gzip.open(work / "out.jsonl.gz", "rt") as f:
        packed = [json.loads(line) for line in f]
    words = [[(r["candidate_id"], r["verdict"], r["key"]) for r in rows] for rows in (plain, piped, packed)]
    assert words[0] == words[1] == words[2]


def test_equal_candidates_are_judged_once_and_all_get_rows(work):
    code = "def double(x):\n    return 2 * x\n"
    support.write_rows(work / "same.jsonl", [candidate("double", f"c{i}", code) for i in range(200)])
    start = time.monotonic()
    got = succeed(verify(work, "--candidates", work / "same.jsonl"))
    seconds = time.monotonic() - start
    assert [r["candidate_id"] for r in got] == [f"c{i}" for i in range(200)]
    assert len({(r["key"], r["cpu_ms"], r["wall_ms"], r["verdict"]) for r in got}) == 1
    assert seconds < 10, f"{seconds:.1f} s for one verification"


def test_shards_are_a_partition(work):
    rows = [candidate("sum", f"c{i}", text=f"\\boxed{{{i}}}") for i in range(25)]
    support.write_rows(work / "many.jsonl", rows)
    parts = [succeed(verify(work, "--candidates", work / "many.jsonl", "--shard", f"{i}/3")) for i in (1, 2, 3)]
    ids = [[r["candidate_id"] for r in part] for part in parts]
    assert sorted(sum(ids, [])) == sorted(r["id"] for r in rows)
    assert all(abs(len(part) - 25 / 3) < 1 for part in ids)
    for bad in ("4/3", "x/3", "1/0", "1"):
        assert verify(work, "--candidates", work / "many.jsonl", "--shard", bad).returncode == 2


def test_references_are_accepted_and_negatives_are_not(work):
    got = succeed(verify(work, "--negatives"))
    assert [(r["problem_id"], r["candidate_id"], r["verdict"]) for r in got] == [
        ("double", "reference/0", "accepted"), ("double", "negative/0", "wrong_answer"),
        ("echo", "reference/0", "accepted"), ("suite", "reference/0", "accepted")]


def test_stopping_early_skips_tests(work):
    slow = "import time\ndef double(x):\n    time.sleep(0.3)\n    return 0\n"
    support.write_rows(work / "slow.jsonl", [candidate("double", "slow", slow)])
    [whole] = succeed(verify(work, "--candidates", work / "slow.jsonl"))
    [early] = succeed(verify(work, "--candidates", work / "slow.jsonl", "--stop-early"))
    assert whole["verdict"] == early["verdict"] == "wrong_answer"
    assert whole["key"] != early["key"], "the option decides how much was run, so it belongs to the key"
    assert early["wall_ms"] < 600 < whole["wall_ms"], (early, whole)


def test_two_tests_out_of_time_end_a_candidate(work):
    """One that loops is not waited for in each of its tests; one that loops once is judged to the end."""
    numbers = {"id": "numbers", "kind": "call", "statement": "double(x)", "language": "python", "entry": {"name": "double"},
               "limits": {"cpu_ms": 300, "wall_ms": 20000}, "tests": [{"args": [i], "expected": 2 * i} for i in range(12)]}
    loops = "def double(x):\n    while x in (%s): pass\n    return 2 * x\n"
    support.write_rows(work / "numbers.jsonl", [numbers])
    support.write_rows(work / "loops.jsonl", [candidate("numbers", "once", loops % "3,"), candidate("numbers", "twice", loops % "3, 5"),
                                              candidate("numbers", "always", loops % ", ".join(map(str, range(12))))])
    command = ("--problems", work / "numbers.jsonl", "--candidates", work / "loops.jsonl", "--no-confirm")
    got = {r["candidate_id"]: r for r in succeed(support.assay(ASSAY, "verify", *command))}
    assert {r["verdict"] for r in got.values()} == {"time_limit"}, got
    bits = {name: row["pass_bits"] for name, row in got.items()}
    assert bits == {"once": "111011111111", "twice": "111010000000", "always": "000000000000"}, bits
    assert all(r["total"] == 12 for r in got.values()), got
    # Twelve tests would be 3.6 s of CPU time, and two are 0.6 s and what starting them takes.
    assert got["always"]["cpu_ms"] < 2400, got["always"]


def test_a_missing_toolchain_is_named_and_is_no_label(work):
    support.write_rows(work / "odd.jsonl", [candidate("echo", "odd", "IDENTIFICATION DIVISION.", "cobol")])
    [row] = succeed(verify(work, "--candidates", work / "odd.jsonl"))
    assert row["verdict"] in ("system_error", "undecided") and "cobol" in row["reason"], row


def test_a_reader_that_leaves_ends_it_quietly(work):
    support.write_rows(work / "long.jsonl", [candidate("sum", f"c{i}", text=f"\\boxed{{{i}}}") for i in range(20000)])
    run = subprocess.Popen([ASSAY, "verify", "--problems", work / "problems.jsonl", "--candidates", work / "long.jsonl"],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout.readline().startswith(b"{")
    run.stdout.close()
    err = run.stderr.read()
    assert run.wait(timeout=60) == 1 and err == b"", err


def test_an_interrupt_leaves_no_output(work):
    support.write_rows(work / "sleep.jsonl", [candidate("echo", f"c{i}", f"import time\ntime.sleep({9 + i})\n")
                                              for i in range(4)])
    run = subprocess.Popen([ASSAY, "verify", "--problems", work / "problems.jsonl", "--candidates",
                            work / "sleep.jsonl", "-o", work / "never.jsonl"], stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    run.terminate()
    _, err = run.communicate(timeout=20)
    assert run.returncode == 1 and "stopped" in err, (run.returncode, err)
    assert not [p for p in work.iterdir() if "never" in p.name], list(work.iterdir())
    time.sleep(0.2)
    assert not support.processes_with(str(work))


def test_limits_scale_with_the_language(work):
    """A limit of a problem that takes any language is for C++, or for its first reference's language."""
    spin = "import time\nwhile time.process_time() < 0.9: pass\n"
    python = {"language": "python", "code": "pass"}
    rows = [{"id": name, "kind": "stdio", "tests": [{"stdin": "", "expected_stdout": ""}], "limits": {"cpu_ms": 500}, **more}
            for name, more in [("any", {}), ("own", {"language": "python"}), ("by-reference", {"reference": [python]})]]
    support.write_rows(work / "scaled.jsonl", rows)
    support.write_rows(work / "spin.jsonl", [{"problem_id": r["id"], "id": r["id"], "language": "python", "code": spin} for r in rows])

    def words(*options):
        run = support.assay(ASSAY, "verify", "--problems", work / "scaled.jsonl", "--candidates", work / "spin.jsonl", "--no-confirm",
                            *options)
        assert run.returncode == 0, run.stderr
        return {r["problem_id"]: r for r in map(json.loads, run.stdout.splitlines())}
    got = words()
    assert {k: r["verdict"] for k, r in got.items()} == {"any": "accepted", "own": "time_limit", "by-reference": "time_limit"}, got
    assert got["any"]["longest_cpu_ms"] == got["any"]["cpu_ms"], got["any"]
    longer = words("--time-factor", "5")
    assert {r["verdict"] for r in longer.values()} == {"accepted"}, longer
    assert all(longer[k]["key"] != got[k]["key"] for k in got)
    assert all(r["key"] == got[k]["key"] for k, r in words("--time-factor", "1").items())
    for bad in ["0", "-1", "nan", "many"]:
        run = support.assay(ASSAY, "verify", "--problems", work / "scaled.jsonl", "--time-factor", bad)
        assert run.returncode == 2 and run.stderr.count("\n") == 1, run.stderr


def main():
    with support.scratch() as folder:
        work = Path(folder)
        support.write_rows(work / "problems.jsonl", PROBLEMS)
        support.write_rows(work / "candidates.jsonl", [c for c, _ in CASES])
        for name, test in list(globals().items()):
            if name.startswith("test_"):
                test(work)
                print("ok", name)


main()
