# SPDX-License-Identifier: Apache-2.0
"""What the whole-program tests share."""
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SKIP = 77
SOURCE_ROOT = Path(os.environ["ASSAY_SOURCE_ROOT"])


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
    return subprocess.run([binary, *map(str, args)], capture_output=True, text=True, timeout=timeout, check=False,
                          **kwargs)


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
