#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`assay run`, `sample` and `status` as their users meet them, and everything that can go wrong with a run.

usage: test_run.py ASSAY [--only WORD]
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import support

CODE = {"id": "double", "kind": "call", "statement": "Write f(x) that doubles a number.", "language": "python",
        "entry": {"name": "f"}, "tests": [{"args": [n], "expected": 2 * n} for n in (1, 5, -3)],
        "reference": [{"language": "python", "code": "def f(x):\n    return x + x\n"}]}
SUM = {"id": "sum", "kind": "math", "statement": "What is 1/2 + 1/4?", "answer": "3/4"}
FAMILIES = f"[{support.families(levels='1..2')}]"
BUILTIN = "[{kind: builtin, k: 3, mutants: 2}]"


class Folder:
    """A scratch folder with configs and runs in it."""

    def __init__(self, binary, path):
        self.binary, self.path = os.path.abspath(binary), Path(path)

    def config(self, name="c", sources=FAMILIES, teachers=BUILTIN, more=""):
        path = self.path / f"{name}.yaml"
        path.write_text(f"out_dir: {self.path / name}\njobs: 2\nsources: {sources}\nteachers: {teachers}\n"
                        f"export: {{formats: [messages, alpaca, dpo, jsonl]}}\n{more}\n")
        return path

    def rows(self, name, items):
        support.write_rows(self.path / name, items)
        return self.path / name

    def replay(self, name, problems, candidates, k=8, more=""):
        """A config that replays these candidates."""
        source = self.rows(f"{name}-problems.jsonl", problems)
        files = self.rows(f"{name}-candidates.jsonl", candidates)
        return self.config(name, f"[{{path: {source}}}]", f"[{{kind: replay, k: {k}, files: [{files}]}}]", more)

    def run(self, *args, **kwargs):
        return support.assay(self.binary, "run", *args, cwd=support.SOURCE_ROOT, **kwargs)

    def start(self, *args):
        return subprocess.Popen([self.binary, "run", *map(str, args)], stdout=subprocess.DEVNULL, text=True,
                                stderr=subprocess.PIPE, cwd=support.SOURCE_ROOT, env=support.marked(self.path))

    def status(self, name):
        done = support.assay(self.binary, "status", self.path / name, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def dataset(self, name="c", version="v1.0"):
        """Hashes of a dataset, without the file that may hold a time."""
        return support.tree_hashes(self.path / name / "datasets" / version, without={"metadata.json"})

    def samples(self, name="c"):
        return {row["id"]: row for row in support.rows(self.path / name / "samples.jsonl")}


def succeed(done):
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"
    return done


def refuse(done, status, *words):
    """One sentence, this exit status, these words in it."""
    assert done.returncode == status, f"exit {done.returncode}, wanted {status}: {done.stderr}"
    assert done.stderr.startswith("assay ") and done.stderr.count("\n") == 1, f"not one sentence: {done.stderr!r}"
    for word in words:
        assert str(word) in done.stderr, f"{word!r} is not in {done.stderr!r}"
    return done


def naps(n, seconds):
    """Right and wrong programs that sleep."""
    return [{"problem_id": "double", "id": f"nap{i}", "language": "python",
             "code": f"import time\ntime.sleep({seconds})\ndef f(x):\n    return {2 + i % 2} * x + {i // 2} - {i // 2}\n"}
            for i in range(n)]


# --- The config ---

def a_config_that_is_wrong_starts_nothing_and_names_its_line(folder):
    for line, words in [("exprot: {version: v1.0}", ("c.yaml:6", "exprot", "export")),
                        ("seed: many", ("c.yaml:6", "seed")), ("seed: -1", ("c.yaml:6", "seed")),
                        ("verify: {cpu_ms: 1e400}", ("c.yaml:6", "cpu_ms")), ("name: [a, b]", ("c.yaml:6", "name")),
                        ("filters: [{name: exact-dedupe}]", ("exact-dedup",)),
                        ("filters: [{name: decontam, benchmarks: [/nowhere.jsonl]}]", ("/nowhere.jsonl",))]:
        done = folder.run(folder.config(more=line))
        refuse(done, 1 if "/nowhere" in line else 2, *words)
        assert not (folder.path / "c").exists(), f"{line}: something was started"


def values_that_do_not_fit_together_are_named(folder):
    for sources, teachers, words in [
            ("[{family: all, path: x}]", BUILTIN, ("sources[0]", "path", "family")),
            ("[{family: lineer}]", BUILTIN, ("sources[0]", "lineer")),
            ("[{path: x.jsonl, format: humanevil}]", BUILTIN, ("sources[0]", "humanevil")),
            ("[{family: all, levels: 5..1}]", BUILTIN, ("sources[0]", "5..1")),
            (FAMILIES, "[{kind: builtin}, {kind: builtin}]", ("teachers[1]", "teachers[0]", "name")),
            (FAMILIES, "[{kind: builtin, name: a/b}]", ("teachers[0]", "name")),
            (FAMILIES, "[{kind: human}]", ("teachers[0]", "human")),
            (FAMILIES, "[{kind: replay}]", ("teachers[0]", "files")),
            (FAMILIES, "[]", ("teachers",)), ("[]", BUILTIN, ("sources",))]:
        refuse(folder.run(folder.config(sources=sources, teachers=teachers)), 2, *words)
    refuse(folder.run(folder.config(), "export.train=0.9"), 2, "export", "add up")
    refuse(folder.run(folder.config(), "export.version=first"), 2, "export.version")
    refuse(folder.run(folder.config(), "export.vresion=v1.1"), 2, "export.vresion", "version")
    refuse(folder.run(folder.path / "none.yaml"), 2, "none.yaml", "No such file")
    refuse(folder.run(), 2, "config")


def config_help_lists_every_key(folder):
    text = succeed(folder.run("--config-help")).stdout
    for key in ("out_dir", "sources", "teachers", "verify.cpu_ms", "sandbox.require", "export.formats", "seed"):
        assert key in text, f"{key} is not in the help"


def a_dry_run_says_what_would_be_done_and_starts_nothing(folder):
    done = succeed(folder.run("--dry-run", folder.replay("dry", [CODE, SUM], naps(3, 0))))
    assert "2 problems" in done.stdout and "teacher replay: 3 candidates" in done.stdout, done.stdout
    assert not (folder.path / "dry").exists()
    broken = folder.path / "dry-candidates.jsonl"
    broken.write_text(broken.read_text() + '{"problem_id":\n')
    refuse(folder.run("--dry-run", folder.path / "dry.yaml"), 1, "dry-candidates.jsonl:4")


# --- Input ---

def bad_input_is_named_with_file_and_line(folder):
    good = json.dumps(SUM)
    for name, text, words in [("cut.jsonl", f"{good}\n{good[:30]}", ("cut.jsonl:2",)),
                              ("empty.jsonl", "", ("empty.jsonl",)), ("blank.jsonl", "\n\n", ("blank.jsonl",)),
                              ("twice.jsonl", f"{good}\n{good}\n", ("twice.jsonl:2", "sum")),
                              ("kind.jsonl", '{"id":"a","kind":"riddle","statement":"?"}\n', ("kind.jsonl:1", "riddle"))]:
        (folder.path / name).write_text(text)
        refuse(folder.run(folder.config(sources=f"[{{path: {folder.path / name}}}]")), 1, *words)
        assert not (folder.path / "c").exists(), f"{name}: something was started"
    refuse(folder.run(folder.config(sources="[{path: /nowhere/p.jsonl}]")), 1, "/nowhere/p.jsonl", "No such file")
    source = folder.rows("one.jsonl", [SUM])
    refuse(folder.run(folder.config(sources=f"[{{path: {source}}}, {{path: {source}}}]")), 1, "sources[1]", "one.jsonl:1")


def a_broken_file_of_candidates_can_be_mended_and_the_run_goes_on(folder):
    config = folder.replay("mend", [SUM], [{"problem_id": "sum", "id": "a", "text": "\\boxed{3/4}"}])
    candidates = folder.path / "mend-candidates.jsonl"
    good = candidates.read_text()
    for text, words in [(good + '{"problem_id"', ("mend-candidates.jsonl:2",)), ("", ("mend-candidates.jsonl",)),
                        (good.replace('"sum"', '"sun"'), ("mend-candidates.jsonl:1", "sun"))]:
        candidates.write_text(text)
        refuse(folder.run(config), 1, *words)
    candidates.write_text(good)
    succeed(folder.run(config))
    candidates.write_text(good.replace("3/4", "4/3"))
    refuse(folder.run(config), 2, "candidates", "other content")


def without_permission_there_is_one_sentence(folder):
    if os.geteuid() != 0:
        return "not root, so no other user to be"
    folder.path.chmod(0o755)
    binary = folder.path / "assay"
    support.copy_program(folder.binary, binary)
    source = folder.rows("secret.jsonl", [SUM])
    source.chmod(0o600)
    closed = folder.path / "closed"
    closed.mkdir(mode=0o700)
    nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", str(binary), "run"]
    config = folder.config(sources=f"[{{path: {source}}}]")
    for args, words in [([config], ("secret.jsonl", "Permission denied")),
                        ([folder.config("d"), f"out_dir={closed}/x"], (closed, "Permission denied"))]:
        done = subprocess.run(nobody + [str(a) for a in args], capture_output=True, text=True, check=False, timeout=60)
        refuse(done, 1, *words)
    return None


# --- The store ---

def a_store_belongs_to_one_run_at_a_time(folder):
    config = folder.replay("lock", [CODE], naps(6, 0.4))
    first = folder.start(config)
    support.wait_for("a locked store", lambda: (folder.status("lock") or {}).get("candidates"))
    refuse(folder.run(config), 1, "in use by another run", f"process {first.pid}")
    assert first.wait(60) == 0, first.stderr.read()
    first.stderr.close()


def a_damaged_store_is_refused(folder):
    config = folder.config()
    succeed(folder.run(config))
    store = folder.path / "c" / "store.db"
    whole = store.read_bytes()
    store.write_bytes(b"hello" * 1000)
    refuse(folder.run(config), 1, "store.db", "damaged")
    refuse(support.assay(folder.binary, "status", folder.path / "c"), 1, "store.db", "damaged")
    for cut in (len(whole) // 2, 5000):
        store.write_bytes(whole[:cut])
        assert folder.run(config).returncode in (0, 1)
    store.write_bytes(whole)
    succeed(folder.run(config))


def a_change_of_what_decides_candidates_is_refused_by_name(folder):
    config = folder.config()
    succeed(folder.run(config))
    before = folder.dataset()
    for change, words in [("teachers.0.k=4", ("teachers.0.k", "was 3", "is 4")), ("seed=2", ("seed",)),
                          ("sources.0.count=2", ("sources.0.count",)), ("verify.cpu_ms=500", ("verify.cpu_ms",))]:
        refuse(folder.run(config, change), 2, "belongs to another run", *words)
    for change in ("jobs=1", "export.allow_missing=true"):
        succeed(folder.run(config, change))
    assert folder.dataset() == before


def another_export_needs_another_version(folder):
    config = folder.config()
    succeed(folder.run(config))
    before = folder.dataset()
    refuse(folder.run(config, "export.max_rejected=1"), 2, "v1.0", "never overwritten")
    done = succeed(folder.run(config, "export.max_rejected=1", "export.version=v1.1", 'filters=[{name: exact-dedup}]'))
    assert "over_max_rejected" in done.stderr and "verified in this run             0" in done.stderr, done.stderr
    assert folder.dataset() == before and folder.dataset(version="v1.1") != before
    assert all(len(row["rejected"]) <= 1 for row in folder.samples().values())


# --- Going wrong half way ---

def inside_a_small_disk(binary, disk):
    """Runs in its own mount namespace: less and less ballast on 2 MiB, until the run goes through."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=True)
    folder = Folder(binary, disk)
    config = folder.config()
    failures = []
    for free_kb in [*range(4, 400, 36), *range(400, 1100, 100)]:
        ballast = Path(disk) / "ballast"
        ballast.unlink(missing_ok=True)
        room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
        try:
            ballast.write_bytes(b"x" * max(0, room - free_kb * 1024))
        except OSError:
            pass
        done = folder.run(config)
        if done.returncode == 0:
            break
        refuse(done, 1)
        assert "o space left" in done.stderr, done.stderr
        assert not (folder.path / "c" / "datasets" / "v1.0").exists(), "a half-written dataset"
        failures.append(done.stderr.strip())
    (Path(disk) / "ballast").unlink(missing_ok=True)
    succeed(folder.run(config))
    print(json.dumps({"failures": failures, "hashes": folder.dataset()}))


def a_full_disk_gives_one_sentence_and_the_run_goes_on_when_there_is_room(folder):
    if os.geteuid() != 0:
        return "not root, so no disk to fill"
    disk = folder.path / "disk"
    disk.mkdir()
    done = subprocess.run(["unshare", "-m", sys.executable, __file__, folder.binary, "--small-disk", str(disk)],
                          capture_output=True, text=True, check=False, timeout=250)
    if "permission denied" in done.stderr.lower() or "not permitted" in done.stderr.lower():
        return "no mount namespace of our own here"
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    for sentence in sorted(set(got["failures"])):
        print(f"      {sentence}")
    assert len(got["failures"]) >= 3, got["failures"]
    succeed(folder.run(folder.config()))
    calm = folder.dataset()
    # The config is in these two, and its sources have other paths.
    differ = {name for name in calm if calm[name] != got["hashes"].get(name)}
    assert not differ, f"another dataset than on a roomy disk: {differ}"
    return None


def a_signal_ends_a_run_in_one_sentence_and_it_resumes(folder):
    candidates = naps(12, 0.3)
    calm = folder.replay("calm", [CODE, SUM], candidates, 12)
    succeed(folder.run(calm))
    rough = folder.replay("rough", [CODE, SUM], candidates, 12)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
        before = (folder.status("rough") or {}).get("verdicts", 0)
        run = folder.start(rough)
        support.wait_for("a verdict", lambda: (folder.status("rough") or {}).get("verdicts", 0) > before)
        run.send_signal(number)
        words = run.communicate(timeout=30)[1]
        assert run.returncode == 1, f"exit {run.returncode}: {words}"
        assert words == "assay run: stopped; run the same command again to go on from here\n", words
        assert not support.processes_with(str(folder.path)), "a process was left"
    for delay in (0.0, 0.01, 0.03, 0.06, 0.1):
        run = folder.start(rough)
        time.sleep(delay)
        run.send_signal(signal.SIGINT)
        words = run.communicate(timeout=30)[1]
        # Before main() has come to it, the signal does what it does to every program.
        assert run.returncode in (1, -signal.SIGINT), f"exit {run.returncode}: {words}"
        assert run.returncode != 1 or words.count("\n") == 1, words
    succeed(folder.run(rough))
    assert folder.dataset("rough") == folder.dataset("calm")


def run_without_verdict(folder, config, *args):
    """Kills every worker that the sleeping candidate gets, once all others have their verdicts."""
    run = folder.start(config, *args)
    support.wait_for("the quick candidates", lambda: (folder.status("lost") or {}).get("verdicts") == 3)
    while run.poll() is None:
        for pid in support.children_of(run.pid):
            if is_worker(pid) and support.children_of(pid):
                time.sleep(0.3)
                kill(pid)
        time.sleep(0.05)
    return run.returncode, run.communicate(timeout=60)[1]


def what_could_not_be_verified_is_never_exported(folder):
    config = folder.replay("lost", [CODE], naps(2, 0) + [
        {"problem_id": "double", "id": "victim", "language": "python", "code": "import time\ntime.sleep(9)\nf = abs\n"}])
    status, words = run_without_verdict(folder, config)
    assert status == 1 and "1 candidates could not be verified" in words and "the worker died" in words, words
    assert not (folder.path / "lost" / "datasets").exists()
    status, words = run_without_verdict(folder, config, "export.allow_missing=true")
    assert status == 0 and "not verified                   1" in words, words
    assert "victim" not in json.dumps(folder.samples("lost")) and len(folder.samples("lost")["double"]["accepted"]) == 1


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # It has just ended.


def is_worker(pid):
    try:
        return b"--worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


# --- What comes out ---

def the_number_of_workers_does_not_change_a_byte(folder):
    for name, jobs in (("one", 1), ("four", 4)):
        succeed(folder.run(folder.config(name), f"jobs={jobs}"))
    assert folder.dataset("one") == folder.dataset("four") != {}
    assert (folder.path / "one/samples.jsonl").read_bytes() == (folder.path / "four/samples.jsonl").read_bytes()


def rows_in_the_shape_of_humaneval_are_imported_replayed_and_judged(folder):
    prompt = 'from typing import List\n\n\ndef largest(numbers: List[int]) -> int:\n    """The largest of the numbers."""\n'
    test = "def check(candidate):\n    assert candidate([1, 3, 2]) == 3\n    assert candidate([-5]) == -5\n"
    row = {"task_id": "Mine/0", "prompt": prompt, "entry_point": "largest", "canonical_solution": "    return max(numbers)\n",
           "test": test}
    wrong = {**row, "task_id": "Mine/1", "canonical_solution": "    return min(numbers)\n"}
    source = folder.rows("mine.jsonl", [row, wrong])
    files = folder.rows("completions.jsonl", [
        {"task_id": "Mine/0", "completion": "    return sorted(numbers)[-1]\n"},
        {"task_id": "Mine/0", "completion": "    return numbers[0]\n"},
        {"task_id": "Mine/0", "completion": "    return numbers[0]\n"},
        {"task_id": "Mine/1", "completion": "    return max(numbers)\n"}])
    done = succeed(folder.run(folder.config(
        "he", f"[{{path: {source}, format: humaneval}}]", f"[{{kind: replay, k: 3, files: [{files}], format: humaneval}}]")))
    assert "dropped by self-check          1" in done.stderr, done.stderr
    [sample] = folder.samples("he").values()
    assert [s["verdict"] for s in sample["accepted"]] == ["accepted"], sample
    assert len(sample["rejected"]) == 2 and {s["verdict"] for s in sample["rejected"]} == {"wrong_answer"}, sample
    assert len({s["id"] for s in sample["accepted"] + sample["rejected"]}) == 3, "two candidates share an id"
    [row] = support.rows(next((folder.path / "he/datasets/v1.0/dpo").glob("train.jsonl")))
    assert "sorted" in json.dumps(row["chosen"]) and "numbers[0]" in json.dumps(row["rejected"]), row
    assert {"filter": "self-check", "code": "reference_failed", "rows": 1} in folder.status("he")["dropped"]


def a_problem_whose_negative_passes_is_dropped(folder):
    lenient = {**CODE, "id": "lenient", "negatives": [{"language": "python", "code": "def f(x):\n    return 2 * x\n"}]}
    strict = {**CODE, "id": "strict", "negatives": [{"language": "python", "code": "def f(x):\n    return x\n"}]}
    source = folder.rows("negatives.jsonl", [lenient, strict])
    succeed(folder.run(folder.config("neg", f"[{{path: {source}}}]")))
    assert set(folder.samples("neg")) == {"strict"}
    assert {"filter": "self-check", "code": "negative_accepted", "rows": 1} in folder.status("neg")["dropped"]


def ids_differ_whatever_the_files_say(folder):
    long_id = "x" * 256
    names = ["a", "a", "a#1", "a", "self-check/reference/0", long_id, long_id]
    candidates = [{"problem_id": "sum", "id": name, "text": f"Try {i}: \\boxed{{{i}/4}}"} for i, name in enumerate(names)]
    source = folder.rows("ids-problems.jsonl", [SUM])
    files = folder.rows("ids-candidates.jsonl", candidates)
    teachers = ", ".join(f"{{kind: replay, name: {n}, k: 7, files: [{files}]}}" for n in ("one", "two"))
    for name, listed in (("ids", teachers), ("id", teachers.split(", {kind")[0])):
        succeed(folder.run(folder.config(name, f"[{{path: {source}}}]", f"[{listed}]")))
        [sample] = folder.samples(name).values()
        found = [s["id"] for s in sample["accepted"] + sample["rejected"]]
        assert len(found) == len(set(found)) == (14 if name == "ids" else 7), found
        assert all(len(i) <= 256 for i in found), found
        again = succeed(folder.run(folder.path / f"{name}.yaml"))
        assert "verified in this run             0" in again.stderr, again.stderr


def fewer_candidates_than_k_are_enough(folder):
    config = folder.replay("few", [CODE, SUM], naps(2, 0), 50)
    succeed(folder.run(config))
    assert list(folder.samples("few")) == ["double"]


def status_tells_of_a_run_while_it_runs_and_afterwards(folder):
    config = folder.replay("look", [CODE], naps(8, 0.3))
    run = folder.start(config)
    seen = []
    while run.poll() is None:
        status = folder.status("look")
        seen += [status["verdicts"]] if status else []
        time.sleep(0.05)
    assert run.returncode == 0, run.stderr.read()
    run.stderr.close()
    assert len(set(seen)) >= 3 and seen == sorted(seen), f"verdicts seen: {seen}"
    end = folder.status("look")
    assert end["problems"] == 1 and end["candidates"] == 8 and end["verdicts"] == 9, end
    assert end["words"] == {"accepted": 5, "wrong_answer": 4}, end
    text = succeed(support.assay(folder.binary, "status", folder.path / "look")).stdout
    assert "wrong_answer" in text and text.endswith("\n"), text
    refuse(support.assay(folder.binary, "status", folder.path / "nothing"), 1, "nothing", "No such file")
    refuse(support.assay(folder.binary, "status"), 2, "folder")


def sample_gives_candidates_in_the_order_of_problem_and_k(folder):
    problems = [{**SUM, "id": f"p{i}"} for i in range(3000)]
    candidates = [{"problem_id": f"p{i}", "id": f"c{k}", "text": str(k)} for k in range(3) for i in reversed(range(3000))]
    config = folder.replay("order", problems, candidates, 3)
    out = folder.path / "sampled.jsonl"
    succeed(support.assay(folder.binary, "sample", "-p", folder.path / "order-problems.jsonl", "-c", config, "-o", out))
    got = [(row["problem_id"], row["id"]) for row in support.rows(out)]
    assert got == [(f"p{i}", f"c{k}") for i in range(3000) for k in range(3)]
    refuse(support.assay(folder.binary, "sample", "-p", folder.path / "none.jsonl", "-c", config, "-o", out), 1, "none.jsonl")
    assert len(support.rows(out)) == 9000, "an old output was touched"


CASES = [
    a_config_that_is_wrong_starts_nothing_and_names_its_line,
    values_that_do_not_fit_together_are_named,
    config_help_lists_every_key,
    a_dry_run_says_what_would_be_done_and_starts_nothing,
    bad_input_is_named_with_file_and_line,
    a_broken_file_of_candidates_can_be_mended_and_the_run_goes_on,
    without_permission_there_is_one_sentence,
    a_store_belongs_to_one_run_at_a_time,
    a_damaged_store_is_refused,
    a_change_of_what_decides_candidates_is_refused_by_name,
    another_export_needs_another_version,
    a_full_disk_gives_one_sentence_and_the_run_goes_on_when_there_is_room,
    a_signal_ends_a_run_in_one_sentence_and_it_resumes,
    what_could_not_be_verified_is_never_exported,
    the_number_of_workers_does_not_change_a_byte,
    rows_in_the_shape_of_humaneval_are_imported_replayed_and_judged,
    a_problem_whose_negative_passes_is_dropped,
    ids_differ_whatever_the_files_say,
    fewer_candidates_than_k_are_enough,
    status_tells_of_a_run_while_it_runs_and_afterwards,
    sample_gives_candidates_in_the_order_of_problem_and_k,
]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("assay")
    ap.add_argument("--only", default="")
    ap.add_argument("--small-disk")
    args = ap.parse_args()
    if args.small_disk:
        inside_a_small_disk(args.assay, args.small_disk)
        return 0
    for case in CASES:
        if args.only not in case.__name__:
            continue
        began = time.monotonic()
        with support.scratch() as path:
            skipped = case(Folder(args.assay, path))
        words = f"skipped: {skipped}" if skipped else f"{time.monotonic() - began:.1f} s"
        print(f"{case.__name__.replace('_', ' ')}: {words}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
