#!/usr/bin/env python3
"""Public benchmarks through assay verify: every label must come out as published.

usage: test_verify_data.py ASSAY humaneval|mbpp|humanevalpack|cruxeval
"""
import collections
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
    rows = verify(code / "humanevalpack_python.jsonl", "humanevalpack", "--negatives")
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
        rows = verify(code / "cruxeval.jsonl", "cruxeval", "--candidates", published, "--candidates-from", "cruxeval")
        differ = [r for r in rows if (r["verdict"] == "accepted") != labels[r["candidate_id"]]]
        assert len(rows) == len(labels) == 8000 and not differ, differ[:5]


TESTS = {f.__name__: f for f in (humaneval, mbpp, humanevalpack, cruxeval)}
TESTS[WHAT](support.data_folder() / "code")
