#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sum up meson's test logs into one closing line: "N passed, N failed, N skipped".

usage: count_tests.py TESTLOG.json...
A Criterion program counts as many tests as it ran; every other test program counts as one.
Exit status 1 when a test failed or when nothing ran at all.
"""
import json
import re
import sys

SYNTHESIS = re.compile(r"Synthesis: Tested: (\d+) \| Passing: (\d+) \| Failing: (\d+) \| Crashing: (\d+)")


def main():
    passed = failed = skipped = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as log:
            for line in log:
                test = json.loads(line)
                found = SYNTHESIS.findall(re.sub(r"\x1b\[[0-9;]*m", "", test.get("stdout", "") + test.get("stderr", "")))
                tested = sum(int(f[0]) for f in found)
                bad = sum(int(f[2]) + int(f[3]) for f in found)
                if test["result"] == "SKIP":
                    skipped += 1
                    reason = (test.get("stdout", "") + test.get("stderr", "")).strip().splitlines()
                    print(f"skipped {test['name']}: {reason[-1] if reason else 'no reason given'}")
                elif test["result"] in ("OK", "EXPECTEDFAIL"):
                    passed += max(tested, 1)
                else:
                    print(f"failed {test['name']}: {test['result']}")
                    failed += max(bad, 1)
                    passed += max(tested - bad, 0)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
