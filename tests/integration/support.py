# SPDX-License-Identifier: Apache-2.0
"""What the whole-program tests share."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SKIP = 77
SOURCE_ROOT = Path(os.environ.get("ASSAY_SOURCE_ROOT", Path(__file__).resolve().parents[2]))


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIP)


def data_folder():
    """The benchmark files that are not part of the project; skips the test when they are absent."""
    folder = Path(os.environ.get("ASSAY_DATA", SOURCE_ROOT / ".." / "shared" / "data")).resolve()
    if not folder.is_dir():
        skip(f"no benchmark data in {folder} (set ASSAY_DATA)")
    return folder


def scratch():
    """A folder that removes itself."""
    return tempfile.TemporaryDirectory(prefix="assay-test-")


def assay(binary, *args, timeout=300, **kwargs):
    """Runs the binary; its path may be relative to where the test was started, whatever `cwd` says."""
    return subprocess.run([os.path.abspath(binary), *map(str, args)], capture_output=True, text=True, timeout=timeout, check=False,
                          **kwargs)


def copy_program(binary, to):
    """Copies assay, with what lies beside it and carries out most verbs, to where another user may reach it."""
    to = Path(to)
    for source, target in ((Path(binary), to), (Path(binary).with_name("assay-verbs"), to.with_name("assay-verbs"))):
        shutil.copy(source, target)
        target.chmod(0o755)


def families(levels):
    """Sources of a config: a few families of every kind, the same ones however many there are, so that runs keep their size."""
    names = ("linear-equation", "percent-change", "coin-ways", "totient", "journey", "run-length", "typed-program", "range-queries")
    return ", ".join(f"{{family: {name}, count: 1, levels: {levels}}}" for name in names)


def marked(folder):
    """An environment that names the folder, for assay and for the workers it starts: see processes_with()."""
    return {**os.environ, "TMPDIR": str(folder)}


def children_of(pid):
    """Pids below a process, itself excluded."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                pass  # It has just ended.
    found, rest = [], [pid]
    while rest:
        parent = rest.pop()
        below = [p for p, q in parents.items() if q == parent]
        found += below
        rest += below
    return found


def wait_for(what, condition, seconds=60):
    """Waits until the condition gives something true, and gives that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        got = condition()
        if got:
            return got
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


def rows(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def write_rows(path, items):
    with open(path, "w", encoding="utf-8") as f:
        for item in items:
            f.write(json.dumps(item) + "\n")


def tree_hashes(folder, without=()):
    """Relative path -> SHA-256 of every file under a folder."""
    folder = Path(folder)
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob("*")) if p.is_file() and str(p.relative_to(folder)) not in without}


def processes_with(marker):
    """Pids whose command line or environment names the marker: what a run has left behind."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if marker.encode() in text:
            found.append(int(entry.name))
    return found


def has_tool(command):
    """Whether a shell command succeeds here; true without one."""
    return not command or subprocess.run(["sh", "-c", command], capture_output=True, timeout=60).returncode == 0
