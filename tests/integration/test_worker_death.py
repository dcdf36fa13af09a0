#!/usr/bin/env python3
"""kill -9 workers, and the whole farm, in the middle of orders: verdicts stay right, nothing is left behind."""
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import support

ASSAY = sys.argv[1]
KILLS = 12

PROBLEM = {"id": "p", "kind": "call", "statement": "s", "language": "python", "entry": {"name": "f"},
           "tests": [{"args": [n], "expected": n + 1} for n in range(2)]}


def children_of(pid):
    """Pids below a process, itself excluded."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                pass
    found, rest = [], [pid]
    while rest:
        parent = rest.pop()
        below = [p for p, q in parents.items() if q == parent]
        found += below
        rest += below
    return found


def workers_of(pid):
    found = []
    for p in children_of(pid):
        try:
            if (Path("/proc") / str(p) / "comm").read_text().strip() == "assay-worker":
                found.append(p)
        except OSError:
            pass
    return found


def groups_of(pids):
    """Control groups named after one of these processes."""
    root = Path("/sys/fs/cgroup")
    return [g for g in root.rglob("assay-*") if g.is_dir() and any(f"-{p}-" in g.name for p in pids)] if root.exists() else []


def start(work, out):
    """Candidates with short pauses, every third of them wrong."""
    support.write_rows(work / "problems.jsonl", [PROBLEM])
    support.write_rows(work / "candidates.jsonl", [
        {"problem_id": "p", "id": f"c{i}", "language": "python",
         "code": f"import time\ndef f(x):\n    time.sleep(0.06)\n    return x + {1 if i % 3 else 2} # {i}\n"}
        for i in range(120)])
    return subprocess.Popen([ASSAY, "verify", "--problems", work / "problems.jsonl", "--candidates",
                             work / "candidates.jsonl", "--jobs", "3", "-o", work / out], stderr=subprocess.PIPE, text=True)


def wait_gone(pids, seconds=5):
    """What of `pids` still lives after a while; a zombie counts, because somebody should have reaped it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        left = [p for p in pids if (Path("/proc") / str(p)).exists()]
        if not left:
            return []
        time.sleep(0.02)
    return left


def kill_workers(rng, work):
    run = start(work, "out.jsonl")
    seen, killed = set(), 0
    while run.poll() is None:
        workers = workers_of(run.pid)
        seen.update(workers, children_of(run.pid))
        if workers and killed < KILLS:
            # In pairs: an order gets three tries, and a pause long enough for one to be finished lies between pairs.
            for pid in rng.sample(workers, min(2, len(workers))):
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    pass
            time.sleep(1)
        time.sleep(rng.uniform(0.02, 0.25))
    err = run.stderr.read()
    assert run.returncode == 0 and err == "", (run.returncode, err)
    rows = support.rows(work / "out.jsonl")
    assert [r["candidate_id"] for r in rows] == [f"c{i}" for i in range(120)]
    for i, row in enumerate(rows):
        assert row["verdict"] == ("accepted" if i % 3 else "wrong_answer"), row
    left = wait_gone(seen)
    assert not left, f"processes left: {left}"
    assert not groups_of(seen), f"control groups left: {groups_of(seen)}"
    print(f"ok {killed} workers killed, 120 verdicts right")
    assert killed >= KILLS // 2, "too few workers were killed to show anything"


def kill_the_farm(rng, work):
    run = start(work, "never.jsonl")
    time.sleep(rng.uniform(0.5, 1))
    seen = children_of(run.pid)
    run.kill()
    run.wait()
    left = wait_gone(seen)
    assert not left, f"processes left after the farm was killed: {left}"
    assert not (work / "never.jsonl").exists()
    print("ok the farm was killed, nothing of it lives")
    # Control groups cannot be removed by the dead; the next farm does it.
    run = start(work, "after.jsonl")
    run.communicate(timeout=120)
    assert run.returncode == 0 and not groups_of(seen), groups_of(seen)
    words = [json.loads(line)["verdict"] for line in (work / "after.jsonl").open()]
    assert words.count("accepted") == 80 and words.count("wrong_answer") == 40


def main():
    seed = int(os.environ.get("ASSAY_TEST_SEED", time.time_ns() % 1000000))
    print(f"ASSAY_TEST_SEED={seed}")
    rng = random.Random(seed)
    with support.scratch() as folder:
        kill_workers(rng, Path(folder))
        kill_the_farm(rng, Path(folder))


main()
