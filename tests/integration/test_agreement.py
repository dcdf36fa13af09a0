#!/usr/bin/env python3
"""Problems without an answer: what candidates agree on, and that it is accepted only where somebody asks for it."""
import collections
import json
import sys
import threading
from pathlib import Path

import support
from fake_endpoint import Endpoint

ASSAY = sys.argv[1]

OPEN = {"checker": {"type": "agreement"}}
PROBLEMS = [
    {"id": "call", "kind": "call", "entry": {"name": "f"}, "language": "python", "tests": [{"args": [[3, 1]]}, {"args": [[2]]}], **OPEN},
    {"id": "stdio", "kind": "stdio", "tests": [{"stdin": "4\n"}, {"stdin": "0\n"}], **OPEN},
    {"id": "math", "kind": "math", "statement": "1/2 + 1/4", **OPEN},
    {"id": "split", "kind": "math", "statement": "?", **OPEN},
    {"id": "closed", "kind": "math", "statement": "1+1", "answer": "2"},
]


def python(name, problem, code):
    return {"problem_id": problem, "id": name, "language": "python", "code": code}


def reply(name, problem, answer):
    return {"problem_id": problem, "id": name, "text": f"So it is \\boxed{{{answer}}}."}


CANDIDATES = [
    # In another form, a new list, and the argument itself changed: all the same.
    python("sorted", "call", "def f(a):\n    return sorted(a)\n"),
    reply("quarter", "math", "\\frac{3}{4}"),
    python("tuple", "call", "def f(a):\n    return tuple(sorted(a))\n"),
    python("in-place", "call", "def f(a):\n    a.sort()\n"),
    python("same", "call", "def f(a):\n    return a\n"),
    python("crash", "call", "def f(a):\n    return sorted(a) if len(a) > 1 else 1 / 0\n"),
    python("broken", "call", "def f(a:\n"),
    python("double", "stdio", "print(2 * int(input()))\n"),
    {"problem_id": "stdio", "id": "double-cpp", "language": "cpp",
     "code": "#include <iostream>\nint main() { int n; std::cin >> n; std::cout << n + n << \" \\n\\n\"; }\n"},
    python("square", "stdio", "print(int(input()) ** 2)\n"),
    reply("decimal", "math", "0.75"),
    reply("sum", "math", "\\frac12+\\frac14"),
    reply("wrong", "math", "0.5"),
    {"problem_id": "math", "id": "silent", "text": "I do not know."},
    reply("a", "split", "1"), reply("b", "split", "2"), reply("c", "split", "1"), reply("d", "split", "2"),
    reply("two", "closed", "2"),
]
# Who agrees, of how many that ran; the others do not, or are no votes.
AGREE = {"call": {"sorted", "tuple", "in-place"}, "stdio": {"double", "double-cpp"}, "math": {"quarter", "decimal", "sum"}, "split": set()}


def verify(work, *options):
    run = support.assay(ASSAY, "verify", "--problems", work / "problems.jsonl", "--candidates", work / "candidates.jsonl", "--jobs", "2",
                        *options)
    assert run.returncode == 0, run.stderr
    got = [json.loads(line) for line in run.stdout.splitlines()]
    assert [r["candidate_id"] for r in got] == [c["id"] for c in CANDIDATES]
    return {r["candidate_id"]: r for r in got}


def check_evidence(got):
    for name, row in got.items():
        evidence = row.get("evidence", {})
        if row["problem_id"] == "closed" or row["verdict"] in ("no_answer", "compile_error"):
            continue
        agrees = name in AGREE[row["problem_id"]]
        assert evidence["kind"] == "agreement" and evidence["agrees"] == agrees, row
        assert evidence["consensus"] == len(AGREE[row["problem_id"]]), row
        assert evidence["candidates"] == sum(c["problem_id"] == row["problem_id"] for c in CANDIDATES), row
        assert ("total" in row) == (row["verdict"] == "accepted") and "pass_bits" not in row, row
    assert got["same"]["evidence"]["cluster"] == 1 and got["crash"]["evidence"]["cluster"] == 0
    assert got["wrong"]["evidence"]["answer"] == "0.5" and got["sorted"]["evidence"]["inputs"] == 2


# Programs that agree wherever somebody looked, and part on inputs that nobody wrote down.
DRAWN = [
    {"id": "sort", "kind": "call", "statement": "f(a): a in order.", "entry": {"name": "f"}, "language": "python",
     "tests": [{"args": [[3, 1]]}, {"args": [[2]]}, {"args": [[]]}], **OPEN},
    {"id": "mean", "kind": "call", "statement": "f(a): mean.", "entry": {"name": "f"}, "language": "python",
     "tests": [{"args": [[2, 4]]}, {"args": [[5]]}, {"args": [[1, 3, 8]]}], **OPEN},
    {"id": "sum", "kind": "stdio", "statement": "Sum.", "language": "python", "tests": [{"stdin": "3\n1 2 3\n"}, {"stdin": "2\n5 7\n"}], **OPEN},
    {"id": "kinds", "kind": "call", "statement": "f(a): kinds.", "entry": {"name": "f"}, "language": "python",
     "tests": [{"args": ["ab"]}, {"args": ["b"]}, {"args": [""]}], **OPEN},
    {"id": "bound", "kind": "call", "statement": "f(n): half.", "entry": {"name": "f"}, "language": "python",
     "tests": [{"args": [4]}, {"args": [8]}, {"args": [40]}], "contract": {"language": "python", "code": "def f(n):\n    return n % 2 == 0\n"}, **OPEN},
]
READ = "n = int(input())\na = list(map(int, input().split()))\n"


def function(expression, argument="a", before=""):
    return f"{before}def f({argument}):\n    return {expression}\n"


# Of one mind, and others: each list is one opinion.
MINDS = {
    "sort": [[function("sorted(a)"), function("sorted(a, reverse=True)[::-1]"), function("tuple(sorted(a))")], [function("sorted(a)[:2]")],
             [function("sorted(set(a))")]],
    # An empty list is in nobody's contract: most raise there, each in its own way.
    "mean": [[function("sum(a) / len(a)"), function("statistics.fmean(a)", before="import statistics\n"),
              function("sum(x / 1 for x in a) / len(a)")]],
    "sum": [[READ + "print(sum(a))\n", READ + "print(a[0] + sum(a[1:]))\n"], [READ + "print(max(sum(a), 0) if n < 3 else sum(set(a)))\n"]],
    # NaN is one value, a set has no order, True is not 1.
    "kinds": [[function("{'n': float('nan'), 's': {*a, 'x', 'y'}}"), function("{'s': {'y', 'x', *a}, 'n': float('inf') - float('inf')}")],
              [function("{'n': 0.0, 's': {*a, 'x', 'y'}}")], [function("{'n': float('nan'), 's': sorted({*a, 'x', 'y'})}")]],
    # Odd numbers are ruled out by the contract.
    "bound": [[function("n // 2", "n"), function("(n + 1) // 2", "n"), function("n >> 1", "n")]],
}
# Each gives another answer when it is asked again.
UNSTEADY = {"sort": function("sorted(a) if not a else [random.random()]", before="import random\n"),
            "sum": "import time\nprint(time.perf_counter_ns())\n"}


def check_drawn(work):
    support.write_rows(work / "open.jsonl", DRAWN)
    rows, mind_of = [], {}
    for problem, minds in MINDS.items():
        for i, codes in enumerate(minds):
            for code in codes:
                mind_of[f"{problem}/{len(rows)}"] = i
                rows.append(python(f"{problem}/{len(rows)}", problem, code))
    rows += [python(f"{problem}/unsteady", problem, code) for problem, code in UNSTEADY.items()]
    support.write_rows(work / "open-candidates.jsonl", rows)
    command = (ASSAY, "verify", "--problems", work / "open.jsonl", "--candidates", work / "open-candidates.jsonl")
    run = support.assay(*command, "--agreement-inputs", "24")
    assert run.returncode == 0, run.stderr
    got = {row["candidate_id"]: row for row in map(json.loads, run.stdout.splitlines())}
    for name, row in got.items():
        evidence = row["evidence"]
        assert row["verdict"] == "undecided", row
        if name.endswith("unsteady"):
            assert evidence["unsteady"] and not evidence["agrees"] and row["reason"].startswith("flaky"), row
            continue
        minds = MINDS[row["problem_id"]]
        assert evidence["agrees"] == (mind_of[name] == 0), row
        assert evidence["consensus"] == len(minds[0]) and evidence["cluster"] == len(minds[mind_of[name]]), row
        assert evidence["clusters"] == len(minds) and evidence["inputs"] >= 8, row
    # The same inputs again; and without them, hardly anybody can be told from the others.
    assert [json.loads(line)["evidence"] for line in support.assay(*command, "--agreement-inputs", "24").stdout.splitlines()] == \
        [row["evidence"] for row in got.values()]
    few = [json.loads(line)["evidence"] for line in support.assay(*command).stdout.splitlines()]
    assert few[0]["consensus"] == 5 + 1 - 1 and few[0]["inputs"] == 3, few[0]


CONFIG = """
name: agreed
out_dir: {out}
seed: 3
jobs: 2
sources: [{{path: {problems}}}, {{family: committee, count: 72, levels: 1}}]
teachers:
  - {{kind: openai, base_url: "{url}", model: any, k: 6, concurrency: 4}}
agreement: {{{agreement}}}
export: {{formats: [jsonl], train: 1, val: 0, test: 0}}
"""
# Of each six replies: four say the same, one misses what no given input shows, one is of a mind that changes.
REPLIES = {
    "a in order": [function("sorted(a)")] * 3 + [function("sorted(tuple(a))"), function("sorted(a)[:2]"), UNSTEADY["sort"]],
    "Sum": [READ + "print(sum(a))\n"] * 4 + [READ + "print(sum(a) if a[0] == 1 or n < 3 else 0)\n", UNSTEADY["sum"]],
    "1/2": ["\\boxed{3/4}", "\\boxed{0.75}", "\\boxed{\\frac{3}{4}}", "\\boxed{75/100}", "\\boxed{2}", "I do not know."],
}


class Teacher:
    """Serves several candidates for each problem, and has no answer to any."""

    def __init__(self):
        self.lock, self.n = threading.Lock(), {}

    def __call__(self, asked, _):
        question = asked["messages"][-1]["content"]
        for key, replies in REPLIES.items():
            if key in question:
                with self.lock:
                    self.n[key] = self.n.get(key, -1) + 1
                    reply = replies[self.n[key] % len(replies)]
                return reply if key == "1/2" else f"```python\n{reply}```"
        return "I do not know."


def check_run(work):
    """A whole run without a reference: evidence is written down, and labels come only where they are asked for."""
    problems = [p for p in DRAWN if p["id"] in ("sort", "sum")] + [{"id": "half", "kind": "math", "statement": "1/2 + 1/4", **OPEN}]
    support.write_rows(work / "taught.jsonl", problems)
    for name, agreement, accepted in [("evidence", "", False), ("accept", "use: accept, share: 0.6", True), ("strict", "use: accept, share: 0.9", False),
                                      ("off", "use: off", None)]:
        out = work / name
        with Endpoint({}, model=Teacher()) as endpoint:
            config = work / f"{name}.yaml"
            config.write_text(CONFIG.format(out=out, problems=work / "taught.jsonl", url=endpoint.url, agreement=agreement))
            run = support.assay(ASSAY, "run", config)
            assert run.returncode == 0, run.stderr
            if accepted:
                # Resumed with nothing to do, it writes the same bytes.
                before = support.tree_hashes(out / "datasets")
                run = support.assay(ASSAY, "run", config)
                assert run.returncode == 0 and support.tree_hashes(out / "datasets") == before, run.stderr
        # A family that has fewer problems than asked for is named.
        assert "fewer than asked for" in run.stderr and "committee, level 1" in run.stderr, run.stderr
        if accepted is None:
            assert not (out / "agreement.jsonl").exists() and "without an answer" not in run.stderr, run.stderr
            continue
        found = {row["problem_id"]: row for row in support.rows(out / "agreement.jsonl")}
        assert set(found) == {"sort", "sum", "half"}, list(found)
        for row in found.values():
            assert row["consensus"] == 4 and row["candidates"] == 6 and row["accepted"] == accepted, row
            assert row.get("inputs", 8) >= 8 and row["unsteady"] == (row["problem_id"] != "half"), row
            assert sum(v["evidence"]["agrees"] for v in row["verdicts"] if "agrees" in v.get("evidence", {})) == 4, row
        rows = [row for path in (out / "datasets").rglob("train.jsonl") for row in support.rows(path)] if accepted else []
        # Of candidates with the same words, one is a row.
        wanted = {"half": 4, "sort": 2, "sum": 1} if accepted else {}
        assert collections.Counter(row["problem_id"] for row in rows) == wanted, [row["id"] for row in rows]
        for row in rows:
            proof = json.loads(row["proof"])
            assert row["accepted"] and row["verdict"] == "accepted" and row["pass_fraction"] == 1, row
            assert proof["assurance"] == "probable" and proof["evidence"]["kind"] == "agreement" and proof["evidence"]["consensus"] == 4, proof
        assert "3   3 with a consensus, %d accepted by it" % (3 if accepted else 0) in run.stderr, run.stderr


def main():
    with support.scratch() as folder:
        work = Path(folder)
        check_drawn(work)
        check_run(work)
        support.write_rows(work / "problems.jsonl", PROBLEMS)
        support.write_rows(work / "candidates.jsonl", CANDIDATES)
        got = verify(work)
        check_evidence(got)
        words = {name: row["verdict"] for name, row in got.items()}
        assert words.pop("two") == "accepted" and words.pop("silent") == "no_answer" and words.pop("broken") == "compile_error", words
        assert set(words.values()) == {"undecided"}, words

        # Half of seven are not enough, three of five are, and two are never.
        got = verify(work, "--accept-agreement", "0.6")
        check_evidence(got)
        accepted = {name for name, row in got.items() if row["verdict"] == "accepted"}
        assert accepted == AGREE["math"] | {"two"}, accepted
        assert all(got[name]["assurance"] == "probable" for name in AGREE["math"])
        for bad in ["0.3", "2", "x"]:
            run = support.assay(ASSAY, "verify", "--problems", work / "problems.jsonl", "--accept-agreement", bad)
            assert run.returncode == 2 and run.stderr.count("\n") == 1, run.stderr
        print(f"{len(CANDIDATES)} candidates, {sum(map(len, AGREE.values()))} of one mind with most")


main()
