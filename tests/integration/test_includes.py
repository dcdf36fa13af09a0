#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Includes point down the house only: base <- problems, sandbox <- verifiers, filters <- orchestrator.

verifiers/ may use sandbox/sandbox.h (plain structs) but no other header of sandbox/, and must not link it.
Also fails itself on a wrong include made for the purpose, so that the test is known to be able to fail.
"""
import os
import re
import sys
import tempfile
from pathlib import Path

MAY_USE = {
    "base": {"base"},
    "problems": {"base", "problems"},
    "sandbox": {"base", "sandbox"},
    "verifiers": {"base", "problems", "verifiers"},
    "filters": {"base", "problems", "filters"},
    "orchestrator": {"base", "problems", "sandbox", "verifiers", "filters", "orchestrator"},
}
ALSO = {"verifiers": {"sandbox/sandbox.h"}}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def wrong_includes(root):
    found = []
    for folder, allowed in MAY_USE.items():
        for path in sorted((root / folder).rglob("*.[ch]")):
            for target in INCLUDE.findall(path.read_text(encoding="utf-8")):
                top = target.split("/")[0]
                if "/" not in target:
                    found.append(f'{path.relative_to(root)}: "{target}" must be written with its folder')
                elif top not in allowed and target not in ALSO.get(folder, ()):
                    found.append(f'{path.relative_to(root)}: {folder}/ must not include "{target}"')
    return found


def main():
    root = Path(os.environ["ASSAY_SOURCE_ROOT"])
    with tempfile.TemporaryDirectory() as tmp:
        (Path(tmp) / "base").mkdir()
        (Path(tmp) / "base" / "bad.c").write_text('#include "orchestrator/verb.h"\n')
        assert wrong_includes(Path(tmp)), "the check does not notice a wrong include"
    found = wrong_includes(root)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
