#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 a run at random moments, run again: the same dataset bytes, nothing verified twice, nothing left running.

usage: test_resume.py ASSAY [--kills N] [--full]
  --full  HumanEval and GSM8K with replayed candidates (needs the benchmark data) instead of the small config
"""
import argparse
import gzip
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import support

SMALL = """
name: resume
out_dir: {out}
seed: 7
jobs: 2
sources: [{families}]
teachers:
  - {{kind: builtin, k: 3, mutants: 2}}
filters:
  - name: exact-dedup
export: {{formats: [messages, alpaca, dpo, jsonl]}}
"""

FULL = """
name: resume-full
out_dir: {out}
seed: 7
jobs: 2
sources:
  - {{path: {data}/code/humaneval.jsonl.gz, format: humaneval}}
  - {{path: {data}/math/gsm8k_test.jsonl, format: gsm8k}}
teachers:
  - {{kind: replay, name: code, k: 2, files: [{code}]}}
  - {{kind: replay, name: maths, k: 4, files: [{maths}]}}
filters:
  - name: exact-dedup
export: {{formats: [messages, alpaca, dpo, jsonl]}}
"""


def full_config(work, out):
    """HumanEval's canonical and an empty completion, GSM8K's published model solutions."""
    data = support.data_folder()
    code, maths = work / "code.jsonl", work / "maths.jsonl"
    with gzip.open(data / "code/humaneval.jsonl.gz", "rt") as f:
        problems = [json.loads(line) for line in f]
    support.write_rows(code, [
        {"problem_id": p["task_id"], "id": name, "language": "python", "code": p["prompt"] + body}
        for p in problems for name, body in (("right", p["canonical_solution"]), ("wrong", "    return None\n"))])
    support.write_rows(maths, [
        {"problem_id": f"gsm8k/test/{r['idx']}", "id": r["id"], "text": r["response"], "model": r["model"]}
        for r in map(json.loads, gzip.open(data / "math/gsm8k_model_solutions.jsonl.gz", "rt"))])
    return FULL.format(out=out, data=data, code=code, maths=maths)


def start(binary, config):
    return subprocess.Popen([os.path.abspath(binary), "run", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            cwd=support.SOURCE_ROOT, env=support.marked(config.parent))


def finish(binary, config):
    run = support.assay(binary, "run", config, cwd=support.SOURCE_ROOT, timeout=1200)
    assert run.returncode == 0, f"run exited {run.returncode}: {run.stderr}"
    return run


def stored(out):
    """What the store holds that must never change once it is there: verdict rows with their measured times."""
    path = out / "store.db"
    if not path.exists():
        return {}
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        return dict(((p, c), row) for p, c, row in db.execute("select problem_id, candidate_id, row from verdict"))
    except sqlite3.OperationalError:
        return {}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("assay")
    ap.add_argument("--kills", type=int, default=20)
    ap.add_argument("--full", action="store_true")
    args = ap.parse_args()
    seed = int(os.environ.get("ASSAY_TEST_SEED", time.time_ns() % 1000000))
    rng = random.Random(seed)
    print(f"ASSAY_TEST_SEED={seed}")
    with support.scratch() as tmp:
        work = Path(tmp)
        calm, rough = work / "calm", work / "rough"
        for out in (calm, rough):
            text = full_config(work, out) if args.full else SMALL.format(out=out, families=support.families(levels="1..3"))
            (work / f"{out.name}.yaml").write_text(text)
        began = time.monotonic()
        finish(args.assay, work / "calm.yaml")
        length = time.monotonic() - began
        killed = started = 0
        before = {}
        while killed < args.kills:
            started += 1
            assert started < 5 * args.kills, f"only {killed} of {started} kills hit a live run"
            run = start(args.assay, work / "rough.yaml")
            # Short spans: the runs between kills add up to about one undisturbed run and a half.
            time.sleep(rng.uniform(0, 3 * length / args.kills) + 0.01)
            if run.poll() is None:
                killed += 1
                run.send_signal(signal.SIGKILL)
            run.wait()
            run.stderr.close()
            now = stored(rough)
            for key, row in before.items():
                assert now.get(key) == row, f"the stored verdict of {key} changed: it was verified again"
            before = now
            if run.returncode == 0 and killed < args.kills:  # it had finished: the next kills need work to hit
                shutil.rmtree(rough)
                before = {}
        time.sleep(0.3)
        left = support.processes_with(str(work))
        assert not left, f"processes left after the kills: {left}"
        finish(args.assay, work / "rough.yaml")
        now = stored(rough)
        for key, row in before.items():
            assert now.get(key) == row, f"the stored verdict of {key} changed: it was verified again"
        a = support.tree_hashes(calm / "datasets", without={"v1.0/metadata.json"})
        b = support.tree_hashes(rough / "datasets", without={"v1.0/metadata.json"})
        assert a and a == b, f"datasets differ: {sorted(set(a.items()) ^ set(b.items()))}"
        meta = []
        for out in (calm, rough):
            m = json.loads((out / "datasets/v1.0/metadata.json").read_text())
            m.pop("created", None)
            meta.append(m)
        assert meta[0] == meta[1], "metadata.json differs beyond its time"
        again = finish(args.assay, work / "rough.yaml")
        assert stored(rough) == now, "a run with nothing to do changed the store"
        assert b == support.tree_hashes(rough / "datasets", without={"v1.0/metadata.json"})
        print(f"{killed} of {started} kills hit a live run of {length:.1f} s; {len(now)} verdicts, {len(a)} files equal")
        assert "verified in this run" in again.stderr
    return 0


if __name__ == "__main__":
    sys.exit(main())
