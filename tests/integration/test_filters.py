#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assay filter, dedup, decontam and export: rows through the whole program, and what they say about bad input."""
import gzip
import json
import sys
from pathlib import Path

import support

ASSAY = sys.argv[1]

ITEM = "A baker packs seven boxes with twelve rolls each and sells all but five of them; how many rolls are sold?"
ROWS = [
    {"id": "a", "domain": "math", "prompt": "What is 2 + 2?", "response": "4", "extra": 12345678901234567890123},
    {"id": "b", "domain": "math", "prompt": "what  is 2 + 2 ?", "response": "4"},
    {"id": "c", "domain": "math", "prompt": "WHAT is\n2 + 2?", "response": " 4 "},
    {"id": "d", "domain": "math", "prompt": "What is 2 - 2?", "response": "4"},
    {"id": "e", "messages": [{"role": "user", "content": "Give me an exercise."}, {"role": "assistant", "content": ITEM.upper()}]},
]
SOLUTION = {"id": "0", "response": "yes", "verdict": "accepted", "pass_fraction": 1, "proof": {"checker": "call@1"}}
FAILURE = {"id": "1", "response": "no", "verdict": "wrong_answer", "proof": {"checker": "call@1", "reason": "got no"}}


def run(*args, status=0, **kwargs):
    done = support.assay(ASSAY, *args, **kwargs)
    assert done.returncode == status, f"{args}: exit {done.returncode}, wanted {status}: {done.stderr}"
    if status:
        assert done.stderr.count("\n") == 1 and done.stderr.startswith(f"assay {args[0]}: "), done.stderr
    return done


def prepare(work):
    support.write_rows(work / "rows.jsonl", ROWS)
    support.write_rows(work / "bench.jsonl", [{"id": "1", "benchmark": "bakery", "question": ITEM, "answer": "79"}])
    (work / "chain.yaml").write_text("filters:\n  - name: exact-dedup\n  - name: decontam\n"
                                     f"    benchmarks: [{work / 'bench.jsonl'}]\n")


def filter_drops_and_says_why(work):
    run("filter", "--chain", work / "chain.yaml", "-o", work / "kept.jsonl", "--drops", work / "drops.jsonl",
        "--decontam-log", work / "log.json", work / "rows.jsonl")
    kept, drops = support.rows(work / "kept.jsonl"), support.rows(work / "drops.jsonl")
    assert [r["id"] for r in kept] == ["a", "b", "d"], kept
    assert kept[0]["extra"] == 12345678901234567890123
    assert {r["id"]: r["decision"]["dropped_by"] for r in drops} == {"c": "exact-dedup", "e": "decontam"}
    assert drops[0]["decision"]["notes"][0]["evidence"]["duplicate_of"] == "a"
    log = json.loads((work / "log.json").read_text())
    assert log["checked"] and [f["id"] for f in log["found"]] == ["e"]
    again = run("filter", "--chain", work / "chain.yaml", work / "kept.jsonl")
    assert again.stdout == (work / "kept.jsonl").read_text(), "filtering twice changes nothing"


def filter_annotates(work):
    rows = run("filter", "--chain", work / "chain.yaml", "--annotate-only", work / "rows.jsonl").stdout.splitlines()
    notes = [[n["code"] for n in json.loads(r)["decision"]["notes"]] for r in rows]
    assert notes == [[], [], ["duplicate"], [], ["contaminated"]], notes


def dedup_marks(work):
    rows = [json.loads(r) for r in run("dedup", work / "rows.jsonl").stdout.splitlines()]
    assert [r["kept"] for r in rows] == [True, True, False, True, True]
    assert rows[2]["duplicate_of"] == "a" and rows[2]["cluster"] == rows[0]["cluster"] != rows[1]["cluster"]
    pairs = [{"id": 1, "a": "x < y", "b": "X  < y", "domain": "math"}, {"id": 2, "a": "x < y", "b": "x <= y", "domain": "math"},
             {"id": 3, "a": "if x:\n  y", "b": "if x:\n    y", "domain": "code", "language": "python"}]
    out = run("dedup", "--pairs", "-", input="".join(json.dumps(p) + "\n" for p in pairs)).stdout.splitlines()
    assert [json.loads(r)["exact"] for r in out] == [True, False, True]
    assert json.loads(out[0]) == {"id": 1, "exact": True, "lexical": None, "template": None, "semantic": None, "similarity": None}


def shards_agree_with_one_machine(work):
    """Each row is in one shard, and what is said of it does not depend on the other shards."""
    rows = [{"id": f"r{i}", "domain": "math", "prompt": f"What is {i % 7} + 1?", "response": str(i % 3)} for i in range(90)]
    support.write_rows(work / "many.jsonl", rows)
    for verb in (["dedup"], ["dedup", "--fields", "response"], ["filter", "--annotate-only", "--chain", work / "chain.yaml"]):
        whole = run(*verb, work / "many.jsonl").stdout.splitlines()
        parts = [run(*verb, "--shard", f"{i}/3", work / "many.jsonl").stdout.splitlines() for i in (1, 2, 3)]
        assert sum(len(p) > 0 for p in parts) > 1 and sorted(sum(parts, [])) == sorted(whole), verb
    (work / "crossing.yaml").write_text("filters: [{name: exact-dedup, fields: response}]\n")
    said = run("filter", "--chain", work / "crossing.yaml", "--shard", "0/2", work / "many.jsonl", status=2).stderr
    assert "exact-dedup compares rows of different prompts" in said, said


def decontam_finds(work):
    for jobs in (1, 3):
        out = run("decontam", "--benchmarks", work / "bench.jsonl", "-j", jobs, work / "rows.jsonl").stdout.splitlines()
        found = [json.loads(r) for r in out]
        assert [r["contaminated"] for r in found] == [False] * 4 + [True]
        assert found[4]["strength"] == "exact" and found[4]["benchmark"] == "bakery" and found[4]["bench_id"] == "1"
        assert found[4]["evidence"]["row_field"] == "response" and found[0]["evidence"] is None


def export_writes_versions(work):
    samples = [{"id": f"p{i:03}", "prompt": f"Question {i}?", "domain": "math", "accepted": [SOLUTION], "rejected": [FAILURE]}
               for i in range(100)]
    support.write_rows(work / "samples.jsonl", samples)
    with gzip.open(work / "reversed.jsonl.gz", "wt") as f:
        f.writelines(json.dumps(s) + "\n" for s in reversed(samples))
    to = ("export", "--to", "messages,dpo", "--to", "jsonl", "--version", "v1.0", "--out")
    run(*to, work / "a", work / "samples.jsonl")
    run(*to, work / "b", work / "reversed.jsonl.gz")
    a, b = (support.tree_hashes(work / d / "v1.0", without=("metadata.json",)) for d in "ab")
    assert a == b and len(a) > 15, "the same samples, other bytes"
    sizes = {s: len(support.rows(work / f"a/v1.0/dpo/{s}.jsonl")) for s in ("train", "val", "test")}
    assert sizes == {"train": 80, "val": 10, "test": 10}, sizes
    assert support.rows(work / "a/v1.0/dpo/train.jsonl")[0].keys() == {"prompt", "chosen", "rejected"}
    run(*to, work / "a", work / "samples.jsonl")
    support.write_rows(work / "fewer.jsonl", samples[:50])
    message = run(*to, work / "a", work / "fewer.jsonl", status=2).stderr
    assert "never overwritten" in message, message
    assert support.tree_hashes(work / "a/v1.0", without=("metadata.json",)) == a


# verb and its arguments, standard input, exit status, words that the message must hold
BAD = [
    (["filter"], "", 2, ["--chain"]),
    (["filter", "--chain", "no.yaml"], "", 1, ["no.yaml"]),
    (["filter", "--chain", "chain.yaml", "-o", "out.jsonl"], '{"prompt":"p"}\n{"id":3}\n', 1, ["standard input:2:", "no text"]),
    (["filter", "--chain", "chain.yaml", "-o", "out.jsonl"], '{"prompt":7}\n', 1, ["standard input:1:", "prompt"]),
    (["filter", "--chain", "chain.yaml", "-o", "out.jsonl"], '{"prompt":"p"', 1, ["standard input:1:"]),
    (["filter", "--chain", "chain.yaml", "-o", "no/folder.jsonl"], "", 1, ["no/folder.jsonl"]),
    (["dedup", "a", "b"], "", 2, ["one file"]),
    (["dedup", "--fields", "title"], "", 2, ["--fields", "title"]),
    (["dedup", "-o", "out.jsonl"], '{"prompt":"' + "x" * 99, 1, ["standard input:1:"]),
    (["dedup", "--pairs", "-o", "out.jsonl"], '{"a":"x","b":1}\n', 1, ["standard input:1:", '"b"']),
    (["decontam"], "", 2, ["--benchmarks"]),
    (["decontam", "-b", "chain.yaml,"], "", 2, ["--benchmarks"]),
    (["decontam", "-b", "chain.yaml"], "", 1, ["chain.yaml:1:"]),
    (["decontam", "-b", "bench.jsonl", "-o", "out.jsonl"], "[]\n", 1, ["standard input:1:"]),
    (["export", "--to", "dpo", "--version", "v1.0"], "", 2, ["--out"]),
    (["export", "--to", "dpo", "--version", "1", "--out", "ds"], "", 2, ['"1"', "v1.0"]),
    (["export", "--to", "tfrecord", "--version", "v1.0", "--out", "ds"], "", 2, ["tfrecord"]),
    (["export", "--to", "dpo", "--version", "v1.0", "--out", "ds", "--train", "0.9"], "", 2, ["add up to 1"]),
    (["export", "--to", "dpo", "--version", "v1.0", "--out", "ds"], '{"id":"p"}\n', 1, ["standard input:1:", '"prompt"']),
    (["export", "--to", "dpo", "--version", "v1.0", "--out", "ds"],
     json.dumps({"id": "p", "prompt": "q", "accepted": [{**SOLUTION, "verdict": "undecided"}]}), 1, ["sample p", "undecided"]),
]


def bad_input_gets_one_sentence(work):
    for args, stdin, status, words in BAD:
        message = run(*args, status=status, input=stdin, cwd=work).stderr
        assert all(w in message for w in words), f"{args}: {message}"
        assert not (work / "out.jsonl").exists() and not (work / "ds/v1.0").exists(), f"{args}: half-written output"


def main():
    for test in (filter_drops_and_says_why, filter_annotates, dedup_marks, shards_agree_with_one_machine, decontam_finds, export_writes_versions,
                 bad_input_gets_one_sentence):
        with support.scratch() as folder:
            prepare(Path(folder))
            test(Path(folder))
            print(f"ok {test.__name__}")


if __name__ == "__main__":
    main()
