#!/usr/bin/env python3
"""Kattis packages from end to end: their own submissions get the verdicts that their folders promise."""
import json
import os
import subprocess
import sys
from pathlib import Path

ASSAY = sys.argv[1]
PACKAGES = Path(os.environ.get("ASSAY_SOURCE_ROOT", ".")) / "tests" / "golden" / "kattis"


def check(path):
    return subprocess.run([ASSAY, "check", str(path), "--from", "kattis", "--json"], capture_output=True, text=True, timeout=240, check=False)


done = check(PACKAGES)
assert "1 packages were passed over" in done.stderr, done.stderr
rows = [json.loads(line) for line in done.stdout.splitlines()]
seen = {row["problem_id"]: row for row in rows}
assert sorted(seen) == ["kattis/divisors", "kattis/guess", "kattis/halves", "kattis/sums"], sorted(seen)
assert done.returncode == 0 and all(row["fit"] for row in rows), done.returncode
alone = check(PACKAGES / "guess")
assert alone.returncode == 0 and "kattis/guess" in alone.stdout, alone
nothing = check(PACKAGES / "sums" / "data")
assert nothing.returncode == 1 and "holds no problems" in nothing.stderr, nothing
