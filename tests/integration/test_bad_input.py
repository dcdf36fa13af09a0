#!/usr/bin/env python3
"""Bad input to assay verify: one sentence with file and line, the exit status of the contract, no half-written output."""
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import support

ASSAY = sys.argv[1]

PROBLEM = {"id": "p", "kind": "call", "statement": "s", "language": "python", "entry": {"name": "f"},
           "tests": [{"args": [1], "expected": 1}], "reference": [{"language": "python", "code": "def f(x): return x\n"}]}
CANDIDATE = {"problem_id": "p", "id": "c", "language": "python", "code": "def f(x): return x\n"}
GOOD_PROBLEM, GOOD_CANDIDATE = json.dumps(PROBLEM), json.dumps(CANDIDATE)


def changed(row, **fields):
    return json.dumps({**row, **fields})


# name, problems, candidates (None: a good one), exit status, words that the message must hold
CASES = [
    ("problems cut in the middle", f"{GOOD_PROBLEM}\n{GOOD_PROBLEM[:40]}", None, 1, ["problems.jsonl:2:"]),
    ("an empty problem file", "", None, 1, ["problems.jsonl", "no problems"]),
    ("only blank lines", "\n\n\n", None, 1, ["problems.jsonl", "no problems"]),
    ("not JSON", "hello\n", None, 1, ["problems.jsonl:1:"]),
    ("an array for a row", "[1,2]\n", None, 1, ["problems.jsonl:1:", "object"]),
    ("an unknown kind", changed(PROBLEM, kind="riddle") + "\n", None, 1, ["problems.jsonl:1:", "riddle"]),
    ("a number for a statement", changed(PROBLEM, statement=7) + "\n", None, 1, ["problems.jsonl:1:", "statement"]),
    ("tests that are no list", changed(PROBLEM, tests="none") + "\n", None, 1, ["problems.jsonl:1:", "tests"]),
    ("no tests", changed(PROBLEM, tests=[]) + "\n", None, 1, ["problems.jsonl:1:", "test"]),
    ("a limit of 1e400", GOOD_PROBLEM[:-1] + ',"limits":{"cpu_ms":1e400}}\n', None, 1, ["problems.jsonl:1:", "cpu_ms"]),
    ("a double key", GOOD_PROBLEM[:-1] + ',"kind":"call"}\n', None, 1, ["problems.jsonl:1:", "kind"]),
    ("a double id", f"{GOOD_PROBLEM}\n{GOOD_PROBLEM}\n", None, 1, ["problems.jsonl:2:", '"p"']),
    ("nesting without end", '{"id":' + "[" * 5000 + "]" * 5000 + "}\n", None, 1, ["problems.jsonl:1:"]),
    ("bytes that are no text", b'{"id":"\xff\xfe"}\n', None, 1, ["problems.jsonl:1:"]),
    ("candidates cut in the middle", GOOD_PROBLEM, f"{GOOD_CANDIDATE}\n{GOOD_CANDIDATE[:30]}", 1, ["candidates.jsonl:2:"]),
    ("no candidates", GOOD_PROBLEM, "", 1, ["candidates.jsonl", "no candidates"]),
    ("a candidate for an unknown problem", GOOD_PROBLEM, f"{GOOD_CANDIDATE}\n" + changed(CANDIDATE, problem_id="q"), 1,
     ["candidates.jsonl:2:", '"q"']),
    ("a candidate with nothing in it", GOOD_PROBLEM, json.dumps({"problem_id": "p", "id": "c"}), 1, ["candidates.jsonl:1:"]),
    ("a number for code", GOOD_PROBLEM, changed(CANDIDATE, code=3), 1, ["candidates.jsonl:1:", "code"]),
    ("a file name that leaves the folder", GOOD_PROBLEM, changed(CANDIDATE, files={"../x": "y"}), None, []),
]


def run_case(work, problems, candidates):
    (work / "problems.jsonl").write_bytes(problems if isinstance(problems, bytes) else problems.encode())
    (work / "candidates.jsonl").write_text(GOOD_CANDIDATE if candidates is None else candidates)
    return support.assay(ASSAY, "verify", "--problems", work / "problems.jsonl", "--candidates", work / "candidates.jsonl",
                         "--jobs", 1, "-o", work / "out.jsonl")


def check(name, run, status, words, work):
    text = run.stderr
    assert run.returncode == status, f"{name}: exit {run.returncode}, wanted {status}: {text}"
    assert run.stdout == "", name
    assert text.startswith("assay verify: ") and text.count("\n") == 1 and len(text) < 1200, f"{name}: {text!r}"
    for word in words:
        assert word in text, f"{name}: {word!r} is not in {text!r}"
    assert not [p.name for p in work.iterdir() if "out" in p.name], f"{name}: left {list(work.iterdir())}"


def test_files():
    with support.scratch() as folder:
        work = Path(folder)
        for name, problems, candidates, status, words in CASES:
            run = run_case(work, problems, candidates)
            if status is None:  # A verdict, not an error.
                [row] = support.rows(work / "out.jsonl")
                assert run.returncode == 0 and row["verdict"] != "accepted", row
                (work / "out.jsonl").unlink()
            else:
                check(name, run, status, words, work)
        (work / "out.jsonl").write_text("before\n")
        run = run_case(work, GOOD_PROBLEM, f"{GOOD_CANDIDATE}\nhello")
        assert run.returncode == 1 and (work / "out.jsonl").read_text() == "before\n", "an old output was touched"


def test_paths():
    with support.scratch() as folder:
        work = Path(folder)
        (work / "good.jsonl").write_text(GOOD_PROBLEM + "\n")
        with gzip.open(work / "whole.jsonl.gz", "wb") as f:
            f.write((GOOD_PROBLEM + "\n").encode() * 1)
        (work / "cut.jsonl.gz").write_bytes((work / "whole.jsonl.gz").read_bytes()[:-9])
        out = ["-o", work / "out.jsonl", "--jobs", 1]
        for name, args, status, words in [
            ("a missing file", ["--problems", work / "none.jsonl"], 1, ["none.jsonl", "No such file"]),
            ("a folder", ["--problems", work], 1, [str(work), "directory"]),
            ("a cut archive", ["--problems", work / "cut.jsonl.gz"], 1, ["cut.jsonl.gz"]),
            ("missing candidates", ["--problems", work / "good.jsonl", "--candidates", work / "none.jsonl"], 1,
             ["none.jsonl", "No such file"]),
            ("an unknown format", ["--problems", work / "good.jsonl", "--from", "humanevil"], 2, ["humanevil"]),
            ("no problems given", [], 2, ["--problems"]),
            ("an unknown option", ["--problem", work / "good.jsonl"], 2, ["--problems"]),
            ("zero jobs", ["--problems", work / "good.jsonl", "--jobs", 0], 2, ["--jobs"]),
        ]:
            check(name, support.assay(ASSAY, "verify", *out, *args), status, words, work)
        run = support.assay(ASSAY, "verify", "--problems", work / "good.jsonl", "-o", work / "no/such/out.jsonl")
        assert run.returncode == 1 and "no/such/out.jsonl" in run.stderr and "No such file" in run.stderr, run.stderr


def test_permission():
    """As a user who may not: root may read anything."""
    if os.geteuid() != 0:
        return
    with support.scratch() as folder:
        work = Path(folder)
        os.chmod(work, 0o755)
        (work / "locked.jsonl").write_text(GOOD_PROBLEM + "\n")
        (work / "locked.jsonl").chmod(0)
        try:
            run = subprocess.run([ASSAY, "verify", "--problems", work / "locked.jsonl"], capture_output=True, text=True,
                                 user=65534, group=65534, extra_groups=[], timeout=60)
        except PermissionError:
            print("   not tried: the binary cannot be reached by another user")
            return
        assert run.returncode == 1 and "locked.jsonl" in run.stderr and "Permission denied" in run.stderr, run.stderr


def test_full_disk():
    """On a file system of 64 KiB."""
    if os.geteuid() != 0:
        print("   not tried: only root can mount a small file system")
        return
    with support.scratch() as folder:
        work = Path(folder)
        full = work / "full"
        full.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full], capture_output=True).returncode:
            print("   not tried: mount is not permitted")
            return
        try:
            problem = {"id": "m", "kind": "math", "statement": "s", "answer": "1"}
            support.write_rows(work / "problems.jsonl", [problem])
            support.write_rows(work / "candidates.jsonl", [{"problem_id": "m", "id": f"c{i}", "text": f"\\boxed{{{i}}}"}
                                                           for i in range(3000)])
            run = support.assay(ASSAY, "verify", "--problems", work / "problems.jsonl", "--candidates",
                                work / "candidates.jsonl", "--jobs", 1, "-o", full / "out.jsonl")
            assert run.returncode == 1 and "out.jsonl" in run.stderr and "No space left" in run.stderr, run.stderr
            assert run.stderr.count("\n") == 1 and not list(full.iterdir()), list(full.iterdir())
            with open("/dev/full", "w") as sink:
                run = subprocess.run([ASSAY, "verify", "--problems", work / "problems.jsonl", "--candidates",
                                      work / "candidates.jsonl", "--jobs", "1"], stdout=sink, stderr=subprocess.PIPE,
                                     text=True, timeout=60)
            assert run.returncode == 1 and "No space left" in run.stderr, run.stderr
        finally:
            subprocess.run(["umount", full], check=True)


for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
        print("ok", name)
