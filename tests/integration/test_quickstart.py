#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The config of the README: it runs through in its time, and every row that it writes is what it says.

usage: test_quickstart.py ASSAY [--all]

Verdicts are reached again for one problem in four, drawn by ASSAY_TEST_SEED; with --all for each.
"""
import json
import os
import random
import sqlite3
import sys
import time
from pathlib import Path

import support

CONFIG = "docs/examples/quickstart.yaml"
FORMATS = ("messages", "alpaca", "dpo", "jsonl")
SPLITS = ("train", "val", "test")
SECONDS = 300


def prompt_of(kind, row):
    return {"messages": lambda: row["messages"][-2]["content"], "alpaca": lambda: row["instruction"],
            "dpo": lambda: row["prompt"], "jsonl": lambda: row["prompt"]}[kind]()


def answers_of(kind, row):
    """Responses given as good and as bad."""
    return {"messages": lambda: ([row["messages"][-1]["content"]], []), "alpaca": lambda: ([row["output"]], []),
            "dpo": lambda: ([row["chosen"]], [row["rejected"]]),
            "jsonl": lambda: ([row["response"]], []) if row["accepted"] else ([], [row["response"]])}[kind]()


def check_rows(dataset, samples):
    """Every row of every format stands for its sample; no problem is in two splits."""
    by_prompt = {s["prompt"]: s for s in samples}
    assert len(by_prompt) == len(samples), "two problems with one statement"
    good = {s["id"]: {a["response"] for a in s["accepted"]} for s in samples}
    bad = {s["id"]: {r["response"] for r in s["rejected"]} for s in samples}
    split_of, counts = {}, {}
    for kind in FORMATS:
        for split in SPLITS:
            rows = support.rows(dataset / kind / f"{split}.jsonl")
            counts[kind] = counts.get(kind, 0) + len(rows)
            assert rows, f"{kind}/{split} is empty"
            for row in rows:
                sample = by_prompt[prompt_of(kind, row)]
                assert split_of.setdefault(sample["id"], split) == split == sample["split"], f"{sample['id']} is in two splits"
                chosen, rejected = answers_of(kind, row)
                assert set(chosen) <= good[sample["id"]] and set(rejected) <= bad[sample["id"]], row
                assert not set(chosen) & set(rejected), row
                if kind == "jsonl":
                    proof = json.loads(row["proof"])
                    assert proof["verdict"] == row["verdict"] and (row["verdict"] == "accepted") == row["accepted"], row
                    assert row["accepted"] or proof["reason"], row
    assert all(counts[kind] >= 100 for kind in FORMATS), counts
    shares = [sum(1 for s in split_of.values() if s == split) / len(split_of) for split in SPLITS]
    assert shares[0] > 0.7 and min(shares) > 0.03, shares
    return counts


def verify_again(binary, out, samples, work):
    """`assay verify` alone, from the rows as they stand, comes to the same words."""
    if "--all" not in sys.argv:
        seed = int(os.environ.get("ASSAY_TEST_SEED", time.time_ns() % 1000000))
        print(f"ASSAY_TEST_SEED={seed}")
        samples = random.Random(seed).sample(samples, len(samples) // 4)
    with sqlite3.connect(f"file:{out / 'store.db'}?mode=ro", uri=True) as db:
        (work / "problems.jsonl").write_text("".join(row + "\n" for (row,) in db.execute("select row from problem")))
    answers = [(s["id"], a) for s in samples for a in s["accepted"] + s["rejected"]]
    support.write_rows(work / "candidates.jsonl", [
        {"problem_id": problem, "id": a["id"], "text": a["response"]} for problem, a in answers])
    done = support.assay(binary, "verify", "--problems", work / "problems.jsonl", "--candidates",
                         work / "candidates.jsonl", "-o", work / "verdicts.jsonl")
    assert done.returncode == 0, done.stderr
    for verdict, (problem, answer) in zip(support.rows(work / "verdicts.jsonl"), answers, strict=True):
        assert (verdict["problem_id"], verdict["candidate_id"]) == (problem, answer["id"]), verdict
        assert verdict["verdict"] == answer["verdict"], f"{problem}: {answer['verdict']} before, now {verdict}"
    return len(answers)


def check_facts(dataset, samples):
    metadata = json.loads((dataset / "metadata.json").read_text())
    counts = metadata["counts"]
    assert counts["samples"] == len(samples) and counts["accepted"] == sum(len(s["accepted"]) for s in samples), counts
    assert counts["candidates"] == counts["accepted"] + counts["rejected"] + sum(counts["dropped"].values()), counts
    assert json.loads((dataset / "decontam_log.json").read_text()), "no word about decontamination"
    assert (dataset / "README.md").stat().st_size > 500


def main():
    binary = sys.argv[1]
    with support.scratch() as tmp:
        out = Path(tmp) / "out"
        began = time.monotonic()
        done = support.assay(binary, "run", CONFIG, f"out_dir={out}", cwd=support.SOURCE_ROOT, timeout=2 * SECONDS)
        seconds = time.monotonic() - began
        assert done.returncode == 0, done.stderr
        assert seconds < SECONDS, f"the quickstart took {seconds:.0f} s"
        samples = support.rows(out / "samples.jsonl")
        dataset = out / "datasets" / "v1.0"
        counts = check_rows(dataset, samples)
        check_facts(dataset, samples)
        n = verify_again(binary, out, samples, Path(tmp))
    print(f"{seconds:.0f} s; rows {counts}; {n} verdicts reached again")


if __name__ == "__main__":
    main()
