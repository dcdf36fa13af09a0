#!/usr/bin/env python3
"""assay check: what makes a problem unfit, in words, JSON and JUnit XML."""
import copy
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import support

ASSAY = sys.argv[1]

FIT = {"id": "fit", "kind": "call", "statement": "Return the larger of two numbers.", "language": "python",
       "entry": {"name": "larger"}, "limits": {"cpu_ms": 1000, "wall_ms": 4000},
       "tests": [{"args": [1, 2], "expected": 2}, {"args": [5, -3], "expected": 5}, {"args": [4, 4], "expected": 4}],
       "reference": [{"language": "python", "code": "def larger(a, b):\n    return a if a > b else b\n"}],
       "negatives": [{"language": "python", "code": "def larger(a, b):\n    return a\n", "expect": "wrong_answer"}]}


# What a set of these words gives under the seed that programs usually have.
PLAIN_ORDER = subprocess.run([sys.executable, "-c", "print(''.join({f'w{i}' for i in range(12)}))"], capture_output=True, text=True,
                             env={"PYTHONHASHSEED": "0"}, check=True).stdout.strip()


def problem(name, **changes):
    row = copy.deepcopy(FIT)
    row.update(id=name, **changes)
    return row


PROBLEMS = [
    FIT,
    problem("no-statement", statement=" \n"),
    problem("no-reference", reference=[]),
    problem("bad-reference", reference=FIT["negatives"]),
    problem("tame-negative", negatives=[{"language": "python", "code": "def larger(a, b):\n    return max(a, b)\n"}]),
    problem("other-word", negatives=[{**FIT["negatives"][0], "expect": "runtime_error"}]),
    problem("weak-tests", tests=[{"args": [4, 4], "expected": 4}], negatives=[]),
    {"id": "prints-nothing", "kind": "stdio", "statement": "Print nothing.", "language": "python",
     "tests": [{"stdin": "", "expected_stdout": ""}], "reference": [{"language": "python", "code": "pass\n"}]},
    {"id": "sum", "kind": "math", "statement": "1/2 + 1/4", "answer": "\\frac{3}{4}"},
    {"id": "no-sum", "kind": "math", "statement": "", "answer": "3"},
    problem("contradiction", tests=FIT["tests"] + [{"args": [1, 2], "expected": 3}], reference=FIT["reference"], negatives=[]),
    problem("unnamed", statement="Return the big one of two numbers."),
    problem("one-answer", tests=[{"args": [1, 2], "expected": 2}, {"args": [2, 1], "expected": 2}, {"args": [2, 2], "expected": 2}]),
    problem("slow", limits={"cpu_ms": 1000, "wall_ms": 9000}, reference=[{"language": "python", "code": (
        "import time\ndef larger(a, b):\n    while time.process_time() < 0.7: pass\n    return a if a > b else b\n")}]),
    {"id": "one-line", "kind": "stdio", "statement": "Print yes.", "language": "python",
     "tests": [{"stdin": "1", "expected_stdout": "it's\n\"yes\"\n"}],
     "reference": [{"language": "python", "code": "print('it\\'s\\n\"yes\"')\n"}]},
    problem("order-of-a-set", statement="larger: join the letters.", negatives=[], tests=[
        {"args": [[f"w{i}" for i in range(12)], 0], "expected": PLAIN_ORDER}, {"args": [["a"], 0], "expected": "a"},
        {"args": [[], 1], "expected": ""}], reference=[{"language": "python", "code": "def larger(a, b):\n    return ''.join(set(a))\n"}]),
    problem("inside", contract={"language": "python", "code": "def larger(a, b):\n    return max(a, b) < 6\n"}),
    problem("outside", contract={"code": "def larger(a, b):\n    return a >= 0 and b >= 0\n"}),
    {"id": "outside-stdio", "kind": "stdio", "statement": "Double a number below 10.", "language": "python",
     "tests": [{"stdin": "4\n", "expected_stdout": "8\n"}, {"stdin": "12\n", "expected_stdout": "24\n"}],
     "reference": [{"language": "python", "code": "print(2 * int(input()))\n"}],
     "contract": {"language": "python", "code": "assert int(input()) < 10\n"}},
]
UNFIT = {
    "no-statement": {"statement"},
    "no-reference": {"reference"},
    "bad-reference": {"reference 0", "reference 0, other hash seed", "mutation score"},
    "tame-negative": {"negative 0"},
    "other-word": {"negative 0"},
    "weak-tests": {"constant answer 4", "mutation score"},
    "prints-nothing": {"empty program", "exit(0)"},
    "no-sum": {"statement"},
    "contradiction": {"tests agree", "reference 0", "reference 0, other hash seed", "mutation score"},
    "unnamed": {"entry"},
    "one-answer": {"constant answer 2"},
    "slow": {"reference 0"},
    "one-line": {"constant answer it's"},
    "order-of-a-set": {"reference 0, other hash seed"},
    "outside": {"contract"},
    "outside-stdio": {"contract"},
}


# Tests that let small mistakes pass, in both kinds; and a problem of which every other input is outside of the contract.
COUNT = "def count(values, low, high):\n    return sum(1 for v in values if low < v < high)\n"
WEAK = [
    problem("call", tests=[{"args": [4, 4], "expected": 4}], negatives=[]),
    {"id": "suite", "kind": "suite", "statement": "count(values, low, high): how many lie between; low < high.", "language": "python",
     "entry": {"name": "count"}, "reference": [{"language": "python", "code": COUNT}],
     "suite": "def check(candidate):\n    assert candidate([1, 5, 9], 2, 7) == 1\n    assert candidate([3], 0, 9) == 1\n"
              "    assert candidate([], 0, 1) == 0\n    assert candidate([8, 8], 1, 4) == 0\n"},
    problem("closed", tests=[{"args": [4, 4], "expected": 4}], negatives=[], reference=[{"language": "python", "code": (
        "def larger(a, b):\n    if a != 4 or b != 4: raise ValueError\n    return a\n")}]),
]


# What the words, numbers and brackets of a text decide: found only by inputs that exchange these.
TEXTS = [
    {"id": "words", "kind": "call", "statement": "order(text): number words by size.", "entry": {"name": "order"}, "language": "python",
     "tests": [{"args": [t], "expected": e} for t, e in [("two one", "one two"), ("three six two", "two three six"), ("seven five", "five seven"),
                                                         ("four", "four")]],
     "reference": [{"language": "python", "code": (
         "def order(text):\n    size = {'one': 1, 'two': 2, 'three': 3, 'four': 4, 'five': 5, 'six': 6, 'seven': 7}\n"
         "    return ' '.join(sorted(text.split(), key=lambda w: size[w]))\n")}]},
    {"id": "date", "kind": "call", "statement": "date(text): is it a day of a year with months of 30 days?", "entry": {"name": "date"},
     "language": "python", "tests": [{"args": [t], "expected": e} for t, e in [("03-11-2000", True), ("15-01-2012", False), ("04-00-2040", False),
                                                                               ("06-04-2020", True), ("01-31-2007", False)]],
     "reference": [{"language": "python", "code": (
         "def date(text):\n    month, day, year = map(int, text.split('-'))\n    return 1 <= month <= 12 and 1 <= day <= 30\n")}]},
    {"id": "nested", "kind": "call", "statement": "nested(text): is there a bracket in a bracket?", "entry": {"name": "nested"}, "language": "python",
     "tests": [{"args": [t], "expected": e} for t, e in [("()", False), ("()()()()", False), ("((()))", True), ("", False)]],
     "reference": [{"language": "python", "code": (
         "def nested(text):\n    depth = best = 0\n    for c in text:\n        depth += 1 if c == '(' else -1\n        best = max(best, depth)\n"
         "    return best > 1\n")}]},
    {"id": "stdin", "kind": "stdio", "statement": "How many of n numbers are above k?", "language": "python",
     "tests": [{"stdin": t, "expected_stdout": e} for t, e in [("3 4\n1 9 7\n", "2\n"), ("2 6\n8 -5\n", "1\n"), ("1 1\n0\n", "0\n")]],
     "reference": [{"language": "python", "code": "n, k = map(int, input().split())\nprint(sum(1 for x in map(int, input().split()) if x > k))\n"}]},
]
# Right on all tests that are there, and wrong.
UNSEEN = {
    "words": TEXTS[0]["reference"][0]["code"].replace("'six': 6", "'six': 8"),
    "date": TEXTS[1]["reference"][0]["code"].replace("1 <= day", "2 <= day"),
    "nested": TEXTS[2]["reference"][0]["code"].replace("> 1", "> 2"),
    "stdin": TEXTS[3]["reference"][0]["code"].replace("x > k", "x >= k"),
    "call": "def larger(a, b):\n    return min(a, b)\n",
}


def check_unseen(work, strong):
    """A program that only the new tests see through."""
    support.write_rows(work / "call.jsonl", [strong["call"]])
    support.write_rows(work / "unseen.jsonl", [{"problem_id": "call", "id": "min", "code": UNSEEN["call"]}])
    run = support.assay(ASSAY, "verify", "--problems", work / "call.jsonl", "--candidates", work / "unseen.jsonl")
    assert json.loads(run.stdout)["verdict"] == "wrong_answer", run.stdout


def check_texts(work):
    """Inputs are texts with a shape of their own; tests that tell every mutant that can be told keep it."""
    support.write_rows(work / "texts.jsonl", [{**row, "limits": {"cpu_ms": 1000}} for row in TEXTS])
    support.write_rows(work / "unseen.jsonl", [{"problem_id": p["id"], "id": "u", "code": UNSEEN[p["id"]]} for p in TEXTS])
    words = []
    for problems in ("texts.jsonl", "strong-texts.jsonl"):
        run = support.assay(ASSAY, "verify", "--problems", work / problems, "--candidates", work / "unseen.jsonl")
        words.append([json.loads(line)["verdict"] for line in run.stdout.splitlines()])
        if problems == "texts.jsonl":
            run = support.assay(ASSAY, "check", work / problems, "--mutants", "60", "--strengthen", work / "strong-texts.jsonl", "--json")
            assert run.returncode in (0, 3), run.stderr
    assert words == [["accepted"] * len(TEXTS), ["wrong_answer"] * len(TEXTS)], words
    for row in support.rows(work / "strong-texts.jsonl"):
        for test in row["tests"]:
            if row["id"] == "stdin":
                head, numbers = (line.split() for line in test["stdin"].splitlines()[:2])
                wanted = sum(int(x) > int(head[1]) for x in numbers)
                assert len(numbers) == int(head[0]) and test["expected_stdout"] == f"{wanted}\n", test
                continue
            text = test["args"][0]
            assert row["id"] != "date" or text.count("-") == 2, text
            assert row["id"] != "nested" or text.count("(") == text.count(")"), text


def check_strengthening(work):
    support.write_rows(work / "weak.jsonl", WEAK)
    run = support.assay(ASSAY, "check", work / "weak.jsonl", "--mutants", "20", "--strengthen", work / "strong.jsonl", "--json")
    scores = {f["problem_id"]: f["mutation_score"] for f in map(json.loads, run.stdout.splitlines())}
    again = support.assay(ASSAY, "check", work / "weak.jsonl", "--mutants", "20", "--json")
    before = {f["problem_id"]: f["mutation_score"] for f in map(json.loads, again.stdout.splitlines())}
    strong = {r["id"]: r for r in support.rows(work / "strong.jsonl")}
    assert scores["call"] > before["call"] and scores["suite"] > before["suite"], (before, scores)
    assert list(strong) == [p["id"] for p in WEAK]
    assert len(strong["call"]["tests"]) > 1 and all(t.get("hidden") for t in strong["call"]["tests"][1:])
    assert strong["suite"]["suite"].startswith(WEAK[1]["suite"]) and "\nassert count(" in strong["suite"]["suite"]
    assert len(strong["closed"]["tests"]) == 1
    check_unseen(work, strong)
    for f in map(json.loads, run.stdout.splitlines()):
        if f["problem_id"] == "closed":
            # Every other input is outside, and there the reference raises: nothing tells the survivors from it.
            assert f["survivors"] and not any(s["differs_outside"] for s in f["survivors"]), f
            assert f["strengthened"]["tests"] == 0 and f["strengthened"]["outside"] > 0, f
        else:
            assert f["strengthened"]["score_before"] == before[f["problem_id"]] and f["strengthened"]["tests"] > 0, f
    # low < high held in every call, so it is part of the contract.
    for line in strong["suite"]["suite"].splitlines():
        if line.startswith("assert count("):
            _, low, high = eval(line[len("assert count"):line.index(" ==")])
            assert low < high, line
    # What was found stands by itself.
    run = support.assay(ASSAY, "check", work / "strong.jsonl", "--mutants", "20", "--json")
    assert {f["problem_id"]: f["mutation_score"] for f in map(json.loads, run.stdout.splitlines())} == scores


def check_limits(work):
    """A limit is a multiple of what the reference takes; without one that is accepted it stays what it was."""
    spin = "import time\ndef larger(a, b):\n    while time.process_time() < 0.3: pass\n    return max(a, b)\n"
    items = [problem("busy", reference=[{"language": "python", "code": spin}], limits={"cpu_ms": 5000, "wall_ms": 9000, "mem_mb": 99}),
             problem("quick", limits={}), problem("wrong", reference=FIT["negatives"], limits={"cpu_ms": 77})]
    support.write_rows(work / "limits.jsonl", items)
    run = support.assay(ASSAY, "check", work / "limits.jsonl", "--mutants", "0", "--write-limits", work / "measured.jsonl",
                        "--limit-factor", "4", "--limit-floor-ms", "700", "--json")
    assert run.returncode == 3, run.stderr
    found = {f["problem_id"]: f for f in map(json.loads, run.stdout.splitlines())}
    limits = {r["id"]: r["limits"] for r in support.rows(work / "measured.jsonl")}
    assert 1200 <= limits["busy"]["cpu_ms"] < 5000 and limits["busy"]["mem_mb"] == 99 and "wall_ms" not in limits["busy"], limits
    assert abs(limits["busy"]["cpu_ms"] - 4 * found["busy"]["reference_ms"]) <= 1, (limits, found["busy"])
    assert limits["quick"] == {"cpu_ms": 700} and limits["wrong"] == {"cpu_ms": 77}, limits
    run = support.assay(ASSAY, "check", work / "limits.jsonl", "--limit-factor", "0.5")
    assert run.returncode == 2 and run.stderr.count("\n") == 1, run.stderr


def check_matrices(work):
    """Tests by the candidates that pass them: how hard they are, and which say the same."""
    tests = [{"args": a, "expected": max(a)} for a in ([1, 2], [5, -3], [4, 4], [7, 1])]
    support.write_rows(work / "many.jsonl", [problem("many", tests=tests, negatives=[])])
    codes = ["a", "b", "a if a > b else b", "4", "max(a, b)"]
    support.write_rows(work / "tries.jsonl", [{"problem_id": "many", "id": str(i), "code": f"def larger(a, b):\n    return {c}\n"}
                                              for i, c in enumerate(codes)])
    run = support.assay(ASSAY, "verify", "--problems", work / "many.jsonl", "--candidates", work / "tries.jsonl", "-o", work / "verdicts.jsonl")
    assert run.returncode == 0, run.stderr
    assert [r["pass_bits"] for r in support.rows(work / "verdicts.jsonl")] == ["0111", "1010", "1111", "0010", "1111"]
    run = support.assay(ASSAY, "check", work / "many.jsonl", "--mutants", "0", "--verdicts", work / "verdicts.jsonl", "--json")
    found = json.loads(run.stdout)["tests"]
    assert [t["passed"] for t in found] == [0.6, 0.6, 1.0, 0.6] and [t.get("same_as") for t in found] == [None, None, None, 2], found
    run = support.assay(ASSAY, "check", work / "many.jsonl", "--mutants", "0", "--verdicts", work / "verdicts.jsonl", "--tests")
    assert "of 5 candidates pass the tests: 3 3 5 3\n" in run.stdout and "pass test 4 as test 2\n" in run.stdout, run.stdout
    (work / "bad.jsonl").write_text('{"problem_id":"many","verdict":"perhaps"}\n')
    run = support.assay(ASSAY, "check", work / "many.jsonl", "--verdicts", work / "bad.jsonl")
    assert run.returncode == 1 and "bad.jsonl:1" in run.stderr and run.stderr.count("\n") == 1, run.stderr


def main():
    with support.scratch() as folder:
        work = Path(folder)
        support.write_rows(work / "all.jsonl", PROBLEMS)
        support.write_rows(work / "fit.jsonl", [FIT])
        strict = ["--min-mutation-score", "0.5", "--jobs", "2"]

        run = support.assay(ASSAY, "check", work / "all.jsonl", "--json", "--junit", work / "report.xml", *strict)
        assert run.returncode == 3 and run.stderr == "", (run.returncode, run.stderr)
        found = [json.loads(line) for line in run.stdout.splitlines()]
        assert [f["problem_id"] for f in found] == [p["id"] for p in PROBLEMS]
        for f in found:
            bad = {claim["name"] for claim in f["claims"] if not claim["ok"]}
            wanted = UNFIT.get(f["problem_id"], set())
            # A wrong reference may have mutants of any strength.
            assert bad - {"mutation score"} == wanted - {"mutation score"} and f["fit"] == (not wanted), f
        scores = {f["problem_id"]: f.get("mutation_score") for f in found}
        assert scores["fit"] > 0.6 > 0.5 > scores["weak-tests"] and scores["sum"] is None, scores

        suites = ElementTree.parse(work / "report.xml").getroot()
        failed = {s.get("name") for s in suites if int(s.get("failures"))}
        assert failed == set(UNFIT), failed
        for s in suites:
            assert int(s.get("tests")) == len(s) and int(s.get("failures")) == len(s.findall("testcase/failure"))

        run = support.assay(ASSAY, "check", work / "all.jsonl", *strict)
        assert run.returncode == 3 and "tame-negative: negative 0: accepted, wanted a rejection" in run.stdout, run.stdout
        assert run.stdout.splitlines()[-1].startswith(f"{len(PROBLEMS)} problems, "), run.stdout
        run = support.assay(ASSAY, "check", work / "fit.jsonl", "--repeat", "5", *strict)
        assert run.returncode == 0 and " 0 unfit" in run.stdout, run.stdout
        check_strengthening(work)
        check_texts(work)
        check_limits(work)
        check_matrices(work)
        for args, status in [((), 2), ((work / "none.jsonl",), 1), ((work / "fit.jsonl", "--repeat", "0"), 2),
                             ((work / "fit.jsonl", "--min-mutation-score", "2"), 2), ((work / "fit.jsonl",) * 2, 1)]:
            run = support.assay(ASSAY, "check", *args)
            assert run.returncode == status and run.stderr.count("\n") == 1, (args, run.stderr)
        print(f"{len(PROBLEMS)} problems, {len(UNFIT)} unfit for the right reasons")


main()
