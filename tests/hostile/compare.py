#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the project's own hostile corpus by bubblewrap as people use it, and by assay, and prints a table by category.

usage: compare.py ASSAY [--only TEXT]

A bench, not part of the product. The side of bubblewrap is what its users write:

    timeout WALL bwrap --unshare-all --die-with-parent --ro-bind /usr ... --proc /proc --dev /dev --tmpfs /tmp --chdir /box

with prlimit for CPU time, memory and file size, and the program's exit status and output as the verdict. Added for the safety of the machine alone,
because bubblewrap limits nothing: a memory and a pids group around it where one can be made, `prlimit --nproc`, a size on
its tmpfs, and an output cut at 64 MiB. Programs that are called (kind `call`, `suite`) are not tried: bubblewrap has no driver for them.

Counted, for each category: escapes (a file of the host's was changed, a listener reached), open doors (a probe got what it should not: a new
namespace, a socket of another family, a kernel interface; no harm by itself), leaks (something was left, or a secret came out), exhaustion (more
than the problem's limits was used: memory, CPU time, output, clock) and wrong words (a failed program that passes, an end whose cause
cannot be told).
"""
import argparse
import collections
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus
import run as own

SKIP = 77
OUTPUT_CEILING = 64 << 20  # Of ours, so that a flood does not fill this process.
COMPILERS = {"c": ["gcc", "-O2", "-std=gnu17", "-w", "-pipe", "-o", "a.out", "main.c", "-lm", "-pthread"],
             "cpp": ["g++", "-O2", "-std=gnu++17", "-w", "-pipe", "-o", "a.out", "main.cpp", "-pthread"],
             "java": ["javac", "Main.java"]}
MAIN = {"c": "main.c", "cpp": "main.cpp", "java": "Main.java", "python": "main.py", "javascript": "main.js", "bash": "main.sh"}
RUN = {"c": ["./a.out"], "cpp": ["./a.out"], "java": ["java", "-cp", ".", "Main"], "python": ["/usr/bin/python3", "main.py"],
       "javascript": ["node", "main.js"], "bash": ["bash", "main.sh"]}


class Group:
    """Memory and processes of one run, bounded and measured. Version 1 only: it is what bubblewrap lacks, not what is tested."""

    def __init__(self, bytes_):
        self.paths = []
        for kind, name, value in (("memory", "memory.limit_in_bytes", bytes_), ("pids", "pids.max", 400)):
            here = [line.split(":")[2] for line in Path("/proc/self/cgroup").read_text().splitlines() if kind in line.split(":")[1].split(",")]
            path = Path("/sys/fs/cgroup", kind, here[0].lstrip("/") if here else "", f"hostile-bench-{os.getpid()}")
            try:
                path.mkdir()
                (path / name).write_text(str(value))
                self.paths.append(path)
            except OSError:
                pass

    def enter(self):
        for path in self.paths:
            (path / "cgroup.procs").write_text(str(os.getpid()))

    def peak(self):
        return max([int((p / "memory.max_usage_in_bytes").read_text()) for p in self.paths if (p / "memory.max_usage_in_bytes").exists()], default=0)

    def close(self):
        left = 0
        for path in self.paths:
            for _ in range(50):
                pids = (path / "cgroup.procs").read_text().split()
                for pid in pids:
                    os.kill(int(pid), signal.SIGKILL)
                if not pids:
                    break
                left = max(left, len(pids))
                time.sleep(0.02)
            path.rmdir()
        return left


def sandbox_command(folder, limits):
    binds = [word for name in ("usr", "bin", "sbin", "lib", "lib64") if os.path.exists("/" + name)
             for word in (("--symlink", os.readlink("/" + name), "/" + name) if os.path.islink("/" + name) else ("--ro-bind", "/" + name, "/" + name))]
    etc = [word for name in ("alternatives", "ld.so.cache", "java-17-openjdk") if os.path.exists("/etc/" + name)
           for word in ("--ro-bind", "/etc/" + name, "/etc/" + name)]
    return ["timeout", "--signal=KILL", str(limits["wall_ms"] / 1000),
            "prlimit", f"--cpu={max(1, limits['cpu_ms'] // 1000)}", f"--as={limits['mem_mb'] << 20}" if not limits.get("free") else "--core=0",
            f"--fsize={OUTPUT_CEILING}", "--nproc=300",
            "bwrap", "--unshare-all", "--die-with-parent", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/tmp/home",
            *binds, *etc, "--proc", "/proc", "--dev", "/dev", "--size", str(256 << 20), "--tmpfs", "/tmp", "--dir", "/tmp/home", "--bind", str(folder), "/box",
            "--chdir", "/box"]


class Outcome:
    def __init__(self):
        self.status, self.out, self.seconds, self.cpu, self.peak, self.left = None, b"", 0.0, 0.0, 0, 0


def execute(folder, words, stdin, limits):
    o, group = Outcome(), Group(1 << 30)
    out = tempfile.TemporaryFile()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    p = subprocess.Popen(sandbox_command(folder, limits) + words, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.DEVNULL,
                         preexec_fn=group.enter, cwd="/", env={"PATH": os.environ["PATH"]}, start_new_session=True)
    try:
        p.communicate(stdin.encode(), timeout=limits["wall_ms"] / 1000 + 20)
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        p.wait()
    o.seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    o.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    o.status, o.peak = p.returncode, group.peak()
    time.sleep(0.1)
    o.left = group.close()
    out.seek(0, os.SEEK_END)
    o.size = out.tell()
    out.seek(0)
    o.out = out.read(1 << 20)
    return o


def prepare_box(case, host):
    folder = Path(tempfile.mkdtemp(prefix="box-", dir=host.folder))
    for name, body in {**case.files, MAIN[case.language]: case.code}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(host.fill(body), encoding="utf-8")
    return folder


def by_bubblewrap(case, problem, host):
    """(word, faults) as a script around bubblewrap could tell: exit status and output, and nothing else."""
    folder = prepare_box(case, host)
    limits = dict(problem["limits"], free=case.language in ("java", "javascript"))
    faults = set()
    try:
        if case.language in COMPILERS:
            roomy = dict(limits, cpu_ms=10000, wall_ms=20000, mem_mb=1024, free=case.language == "java")
            o = execute(folder, COMPILERS[case.language], "", roomy)
            note(o, roomy, host, faults)
            if o.status != 0:
                return "compile_error", faults
        for test in problem["tests"]:
            o = execute(folder, RUN[case.language], test["stdin"], limits)
            note(o, limits, host, faults)
            if b"OPEN" in o.out:
                faults.add("open door")
            if o.status in (137, -9, 124):
                return "killed", faults  # By the clock, by memory, by itself: nobody knows.
            if o.status != 0:
                return "runtime_error", faults
            if o.out.split() != test["expected_stdout"].encode().split():
                return "wrong_answer", faults
        return "accepted", faults
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def note(o, limits, host, faults):
    if o.peak > (limits["mem_mb"] << 20) * 1.25:
        faults.add("exhaustion")
    if o.cpu > limits["cpu_ms"] / 1000 + 1 or o.seconds > limits["wall_ms"] / 1000 + 1:
        faults.add("exhaustion")
    if o.size > limits["output_kb"] << 10:
        faults.add("exhaustion")
    if o.left:
        faults.add("leak")
    if host.secret.encode() in o.out or host.key.encode() in o.out:
        faults.add("leak")
    if host.knocks:
        host.knocks.clear()
        faults.add("escape")
    if host.state_of_canary() != host.canary_state:
        host.canary_state = host.state_of_canary()
        faults.add("escape")


def by_assay(cases, args):
    """The same by assay: name -> (word, faults)."""
    bench = own.Bench(argparse.Namespace(assay=args.assay, user=False, level="namespaces", fault="", jobs="2"))
    try:
        bench.check_level()
        verdicts, bad = bench.verify([case.rows(bench.host.fill)[0] for case in cases])
        for line in bad:
            print("assay:", line)
        result = {}
        for case in cases:
            row = verdicts[case.name + "#0"]
            limit = corpus_problems()[case.problem]["limits"]
            room, wall_ms = limit["mem_mb"], limit["wall_ms"] * 2
            if row["verdict"] == "compile_error":
                room, wall_ms = 2048, 30000  # Compilers have limits of their own.
            is_over = row.get("peak_mem_mb", 0) > room * 1.25 or row.get("wall_ms", 0) > wall_ms + 1000
            open_ = "OPEN" in json.dumps(row.get("evidence", "")) and "CLOSED" in json.dumps(row.get("evidence", ""))
            result[case.name] = row["verdict"], ({"exhaustion"} if is_over else set()) | ({"open door"} if open_ else set()) | ({"leak"} if bad else set())
        return result
    finally:
        bench.host.close()


def corpus_problems():
    return {p["id"]: p for p in map(json.loads, corpus.problems().splitlines())}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("assay")
    p.add_argument("--only", default="")
    args = p.parse_args()
    if not shutil.which("bwrap"):
        print("skipped: no bubblewrap here (Debian package bubblewrap)")
        sys.exit(SKIP)
    problems = corpus_problems()
    cases = [c for c in corpus.load(only=args.only) if problems[c.problem]["kind"] == "stdio" and not c.missing()]
    assay = by_assay(cases, args)
    host = corpus.Host()
    os.environ["HOSTILE_API_KEY"] = host.key
    table = collections.defaultdict(collections.Counter)
    try:
        for case in cases:
            word, faults = by_bubblewrap(case, problems[case.problem], host)
            for tool, (got, wrong) in (("bubblewrap", (word, faults)), ("assay", assay[case.name])):
                row = table[case.category, tool]
                row["cases"] += 1
                row.update(wrong)
                row["wrong word"] += got not in case.accept
                row["false pass"] += got == "accepted" and "accepted" not in case.accept
                if wrong or got not in case.accept:
                    print(f"{tool:10} {case.name:32} {got:14} {', '.join(sorted(wrong))}", flush=True)
    finally:
        host.close()
    kinds = ("cases", "escape", "open door", "leak", "exhaustion", "wrong word", "false pass")
    print("\n| category | tool | " + " | ".join(kinds) + " |\n|---" * 1 + "|---" * (len(kinds) + 1) + "|")
    for (category, tool), row in sorted(table.items()):
        print(f"| {category} | {tool} | " + " | ".join(str(row[k]) for k in kinds) + " |")


if __name__ == "__main__":
    main()
