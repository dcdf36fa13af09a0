#!/usr/bin/env python3
"""Problems without an answer: what candidates agree on, and that it is accepted only where somebody asks for it."""
import json
import sys
from pathlib import Path

import support

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
        assert "total" not in row and "pass_bits" not in row, row
    assert got["same"]["evidence"]["cluster"] == 1 and got["crash"]["evidence"]["cluster"] == 0
    assert got["wrong"]["evidence"]["answer"] == "0.5" and got["sorted"]["evidence"]["inputs"] == 2


def main():
    with support.scratch() as folder:
        work = Path(folder)
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
