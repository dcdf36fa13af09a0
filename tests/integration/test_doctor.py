#!/usr/bin/env python3
"""assay doctor: what it says about a machine that can run the farm, and in which form."""
import json
import sys
import time

import support

ASSAY = sys.argv[1]


def main():
    start = time.monotonic()
    run = support.assay(ASSAY, "doctor", "--json")
    seconds = time.monotonic() - start
    found = json.loads(run.stdout)
    assert run.returncode == (0 if found["ok"] else 3), run.returncode
    assert found["required"] == "namespaces" and found["probes"] and found["languages"]
    for probe in found["probes"]:
        assert probe["ok"] or (probe["lost"] and probe["fix"]), f"a no without its fix: {probe}"
    if found["isolation"] != "namespaces":
        support.skip("this machine cannot isolate by namespaces")
    assert found["ok"], found
    assert len(found["attacks"]) >= 5 and all(a["ok"] for a in found["attacks"]), found["attacks"]
    python = next(x for x in found["languages"] if x["name"] == "python")
    assert python["ok"] and python["version"].startswith("Python 3"), python
    table = support.assay(ASSAY, "doctor", "--require", "landlock")
    assert table.returncode == 0 and "fit to run untrusted code" in table.stdout, table.stdout
    for wrong in (["--require", "magic"], ["--jsn"], ["extra"]):
        run = support.assay(ASSAY, "doctor", *wrong)
        assert run.returncode == 2 and run.stderr.count("\n") == 1, run.stderr
    print(f"{len(found['attacks'])} attacks repelled; {seconds:.1f} s")


main()
