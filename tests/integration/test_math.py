#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`assay math` as its users meet it: rows in and out, options, exit codes, and certificates that Python can check.

usage: test_math.py ASSAY [--data]
  --data  the labels of GSM8K's model solutions instead (needs the benchmark data)
"""
import collections
import copy
import gzip
import json
import random
import resource
import sys
from pathlib import Path

import recheck_certificates
import support


def run(binary, *args, rows=(), raw=None, code=0):
    text = raw if raw is not None else "".join(json.dumps(row) + "\n" for row in rows)
    done = support.assay(binary, "math", *args, input=text)
    assert done.returncode == code, f"{args}: exit {done.returncode}, not {code}: {done.stderr}"
    return done


def judged(binary, rows, *args):
    return [json.loads(line) for line in run(binary, *args, rows=rows).stdout.splitlines()]


def check_certificate(row):
    """What the verdict claims follows from the certificate's values, by Python's own exact arithmetic."""
    recheck_certificates.check_row(row, collections.Counter())


def test_one_comparison(binary):
    for args, verdict in [(("--answer", "0.75"), "equal"), (("--answer", "0.76"), "different"),
                          (("--answer", "0.75..."), "undecided"), (("--answer", ""), "no_answer"),
                          (("--response", r"so \boxed{6/8}"), "equal"), (("--response", "no idea"), "no_answer")]:
        row = json.loads(run(binary, "--gold", r"\frac{3}{4}", *args).stdout)
        assert row["verdict"] == verdict, row
        assert row["error_bound"] is None and row["reason"], row
        if verdict in ("equal", "different"):
            check_certificate(row)
        else:
            assert row["proof"] is None and row["certificate"] is None, row


def test_rows_keep_order_and_unknown_fields(binary):
    rng = random.Random(7)
    rows = [{"id": i, "gold": str(i), "answer": f"{i * 2}/2" if rng.random() < 0.5 else str(i + 1), "note": {"n": i}}
            for i in range(5000)]
    outputs = {jobs: run(binary, "--jobs", jobs, rows=rows).stdout for jobs in (1, 2, 7)}
    assert len(set(outputs.values())) == 1
    for row, source in zip(map(json.loads, outputs[7].splitlines()), rows, strict=True):
        assert row["id"] == source["id"] and row["note"] == source["note"]
        assert row["verdict"] == ("equal" if "/" in source["answer"] else "different"), row
        check_certificate(row)


def test_row_details(binary):
    rows = [{"id": "a", "gold": 18, "answer": "18"}, {"gold": "28", "answer": "28%", "policy": "gsm8k"},
            {"id": None, "gold": None, "answer": "1"}, {"gold": "1", "answer": None},
            {"gold": "1", "answer": "1\0"}, {"gold": "123456789012345678901234567890", "answer": "1"},
            {"gold": "1e1000000", "answer": "10^{1000001}"}]
    words = [row["verdict"] for row in judged(binary, rows)]
    assert words == ["equal", "equal", "bad_gold", "no_answer", "undecided", "different", "different"], words
    assert "1 of 7 rows have a bad gold answer" in run(binary, rows=rows).stderr


def test_bad_input(binary, folder):
    for raw, words in [('{"gold":"1","answer":"1"}\n{"gold":\n', "standard input:2: "),
                       ('{"gold":"1"}\n', 'standard input:1: the row has neither "answer" nor "response"'),
                       ('{"gold":"1","answer":"1","response":"1"}\n', "both"),
                       ('{"answer":"1"}\n', 'has no "gold"'), ("[]\n", "must be an object"),
                       ('{"gold":[],"answer":"1"}\n', '"gold" must be a string'),
                       ('{"gold":"1","answer":"1","policy":"odd"}\n', 'unknown policy "odd"'),
                       ('{"gold":"1","answer":"\\ud800"}\n', "standard input:1: ")]:
        for jobs in (1, 2):
            done = run(binary, "-j", jobs, raw=raw, code=1)
            assert words in done.stderr, done.stderr
            assert done.stderr.count("\n") == 1, done.stderr
    assert run(binary, "-j", 2, raw='{"gold":"1","answer":"1"}\n{\n', code=1).stdout.count("\n") == 1
    target = folder / "none.jsonl"
    run(binary, "-o", target, raw='{"gold":"1","answer":"1"}\n{\n', code=1)
    assert not target.exists()
    run(binary, folder / "missing.jsonl", code=1)
    assert run(binary, raw="").stdout == ""


def test_usage(binary):
    for args in [("--gold", "1"), ("--answer", "1"), ("--gold", "1", "--answer", "1", "--response", "1"),
                 ("--policy", "no-such"), ("--policy", "./no-such.yaml"), ("--steps", "--recheck"),
                 ("--steps", "--gold", "1"), ("--compare-with", "x", "--steps"), ("--problem", "p"), ("--jobs", "0"), ("--jobs", "x"), ("a", "b"), ("--recheck", "--gold", "1")]:
        done = run(binary, *args, code=2)
        assert done.stderr.startswith("assay math: ") and done.stdout == "", done.stderr
    assert 'did you mean "gsm8k"' in run(binary, "--policy", "gsm8", code=2).stderr


def test_recheck(binary, folder):
    rows = [{"id": 1, "gold": "3/4", "answer": "0.75"}, {"id": 2, "gold": "28%", "answer": "0.29"},
            {"id": 3, "gold": "x+1", "answer": "x + 1"}, {"id": 4, "gold": "1/3", "answer": "0.333..."}]
    verdicts = folder / "verdicts.jsonl.gz"
    run(binary, "-o", verdicts, rows=rows)
    words = [json.loads(line)["recheck"] for line in run(binary, "--recheck", verdicts).stdout.splitlines()]
    assert words == ["holds", "holds", "holds", "none"], words
    with gzip.open(verdicts, "rt") as f:
        first, second, third, _ = map(json.loads, f)
    first["certificate"]["answer_text"] = "0.76"
    second["verdict"] = "equal"
    third["certificate"] = None
    done = run(binary, "--recheck", rows=[first, second, third], code=3)
    assert [json.loads(line)["recheck"] for line in done.stdout.splitlines()] == ["fails"] * 3
    assert "3 of 3 rows fail the recheck" in done.stderr
    odd = [{"verdict": "equal", "certificate": {"kind": "?", "verdict": "equal"}}, {"verdict": "equal"}]
    done = run(binary, "--recheck", rows=odd, code=3)
    assert [json.loads(line)["recheck"] for line in done.stdout.splitlines()] == ["fails"] * 2
    run(binary, "--recheck", rows=[{"id": 1}], code=1)


def falsified(certificate):
    """The certificate with one statement changed at a time, in each of its claims."""
    for path in paths(certificate):
        for key in ("verdict", "gold", "answer", "n_gold", "n_answer", "kids", "pairs", "kind"):
            changed = copy.deepcopy(certificate)
            claim = changed
            for step in path:
                claim = claim["kids"][step]
            if key not in claim:
                continue
            if key == "verdict":
                claim[key] = "different" if claim[key] == "equal" else "equal"
            elif isinstance(claim[key], list):
                claim[key] = claim[key][:-1]
            elif isinstance(claim[key], int):
                claim[key] += 1
            else:
                claim[key] = "17/19"
            yield changed


def paths(claim, path=()):
    yield path
    for i, kid in enumerate(claim.get("kids", [])):
        yield from paths(kid, (*path, i))


def test_falsified_certificates(binary):
    """The verb's recheck refuses each of them, for it makes the claim again."""
    rows = [{"gold": "3/4", "answer": "0.75"}, {"gold": "3/4", "answer": "0.76"}, {"gold": "x+1", "answer": "x + 1"}]
    changed = [{**row, "certificate": certificate} for row in judged(binary, rows)
               for certificate in falsified(row["certificate"])]
    assert len(changed) >= 9
    done = run(binary, "--recheck", rows=changed, code=3)
    assert [json.loads(line)["recheck"] for line in done.stdout.splitlines()] == ["fails"] * len(changed)
    # Other white space and another order of members are the same certificate.
    row = judged(binary, rows[:1])[0]
    row["certificate"] = dict(reversed(row["certificate"].items()))
    assert json.loads(run(binary, "--recheck", rows=[row]).stdout)["recheck"] == "holds"


def test_policy_file(binary, folder):
    mine = folder / "mine.yaml"
    mine.write_text("name: mine\nrules: [boxed]\npercent_is_ignored: true\n", encoding="utf-8")
    rows = [{"gold": "5%", "answer": "5"}, {"gold": "5%", "answer": "5", "policy": "default"},
            {"gold": "5%", "response": "\\boxed{5}", "policy": "mine"}]
    out = judged(binary, rows, "--policy", mine)
    assert [(row["verdict"], row["policy"]) for row in out] == \
        [("equal", "mine"), ("undecided", "default"), ("equal", "mine")], out
    assert [json.loads(line)["recheck"] for line in
            run(binary, "--recheck", "--policy", mine, rows=out).stdout.splitlines()] == ["holds", "none", "holds"]
    assert "unknown policy" in run(binary, "--recheck", rows=out[:1], code=3).stdout
    mine.write_text("name: mine\nrules: [boxd]\n", encoding="utf-8")
    assert 'did you mean "boxed"' in run(binary, "--policy", mine, code=2).stderr
    mine.write_text("name: math\nrules: [boxed]\n", encoding="utf-8")
    assert "built-in policy" in run(binary, "--policy", mine, code=2).stderr


def test_spans(binary):
    reply = "Überlegung: \\boxed{1} was wrong, it is \\boxed{ 3/4 }."
    row, = judged(binary, [{"gold": "0.75", "response": reply}])
    start, end = row["span"]
    assert reply.encode()[start:end] == b"3/4" and row["rule"] == "boxed" and row["verdict"] == "equal", row
    assert judged(binary, [{"gold": "1", "answer": "1"}])[0]["span"] is None


def test_copies_of_the_problem(binary):
    row = {"gold": "7", "response": "What is 3 + 4?", "problem": "What is 3 + 4?"}
    assert judged(binary, [row])[0]["verdict"] == "no_answer"
    one = run(binary, "--gold", "5", "--response", "\\boxed{10/2}", "--problem", "Halve 10.").stdout
    assert json.loads(one)["verdict"] == "equal", one


def test_steps(binary):
    rows = [{"id": 1, "solution": "2+3 = 5, so 5*2 = 11. Then <<3*3=9>>9", "note": [1]},
            {"id": 2, "gold": "5", "response": "$1 + 1 = 2$ and \\boxed{5}"}, {"id": 3, "text": "no steps"}]
    done = run(binary, "--steps", rows=rows)
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert [step["verdict"] for step in first["steps"]] == ["proved", "refuted", "proved"], first
    assert [step["marked"] for step in first["steps"]] == [False, False, True]
    assert first["first_refuted"] == 1 and first["note"] == [1] and "verdict" not in first
    for step in first["steps"]:
        start, end = step["span"]
        assert first["solution"].encode()[start:end].decode() == step["text"], step
    assert second["verdict"] == "equal" and second["first_refuted"] is None and len(second["steps"]) == 1
    assert third["steps"] == [] and third["first_refuted"] is None
    assert "3 rows; 3 steps proved, 1 refuted, 0 undecided" in done.stderr
    assert '"solution"' in run(binary, "--steps", rows=[{"id": 1}], code=1).stderr


def test_compare_with(binary):
    said = [True, False, 1, 0, "correct", "incorrect", None, "timeout"]
    rows = [{"id": i, "gold": "5", "answer": "5.0", "mv": word} for i, word in enumerate(said)]
    rows += [{"id": 100 + i, "gold": "5", "answer": "6", "mv": word} for i, word in enumerate(said)]
    rows += [{"id": 200, "gold": "5", "answer": "?", "mv": True}, {"id": 201, "gold": "5", "answer": "?", "mv": None}]
    outputs = [run(binary, "--compare-with", "mv", "-j", jobs, rows=rows) for jobs in (1, 2)]
    assert outputs[0].stdout == outputs[1].stdout
    found = {row["id"]: row["disagreement"] for row in map(json.loads, outputs[0].stdout.splitlines())}
    ours, theirs, doubt = "only we accept", "only they accept", "they are undecided"
    assert found == {1: ours, 3: ours, 5: ours, 6: doubt, 7: doubt, 100: theirs, 102: theirs, 104: theirs, 106: doubt,
                     107: doubt, 200: "we are undecided"}, found
    assert 'agreed 7, only we accept 3, only "mv" accepts 3, we are undecided on 1, they on 4' in outputs[0].stderr
    for row in ({"gold": "1", "answer": "1"}, {"gold": "1", "answer": "1", "mv": "perhaps"}):
        run(binary, "--compare-with", "mv", rows=[row], code=1)


def test_compressed(binary, folder):
    rows = [{"id": i, "gold": str(i), "answer": str(i)} for i in range(300)]
    source = folder / "rows.jsonl.gz"
    with gzip.open(source, "wt") as f:
        f.writelines(json.dumps(row) + "\n" for row in rows)
    for option in ("--out", "--output"):
        target, again = folder / "v.jsonl.zst", folder / "again.jsonl.gz"
        run(binary, option, target, source)
        run(binary, "--recheck", "-o", again, target)
        with gzip.open(again, "rt") as f:
            assert [json.loads(line)["recheck"] for line in f] == ["holds"] * 300


def monsters():
    """Answers within the ceilings of length that name, nest or repeat far more than a row may cost."""
    yield "(" * 30000 + "1" + ")" * 30000, "1"
    yield "2^{2^{2^{2^{99}}}}", "2^{2^{2^{2^{98}}}}"
    yield "10^{10^{10}}", "10^{10^{10}}+1"
    yield "1000000!", "1000000!+1"
    yield r"\binom{1000000}{500000}", "1"
    yield r"\sum_{k=1}^{1000000000} k^2", "1"
    yield "(x+1)^{9999}", "(1+x)^{9999}"
    yield "9" * 60000, "9" * 59999 + "8"
    yield "1/" + "7" * 30000 + "+1/" + "3" * 29000, "1/" + "3" * 29000 + "+1/" + "7" * 30000
    yield r"\sqrt{" * 5000 + "2" + "}" * 5000, r"\sqrt{" * 5000 + "3" + "}" * 5000
    for part, n in [("%d", 10000), ("x+%d", 8000), (r"\sqrt{%d}", 5000)]:
        items = [part % i for i in range(n)]
        yield r"\{" + ",".join(items) + r"\}", r"\{" + ",".join(reversed(items)) + r"\}"
        yield "+".join(items), "+".join(reversed(items))


def test_ceilings_of_a_row(binary):
    """A row that would cost too much is undecided with its reason; the rows around it come out, and memory stays bounded."""
    small = {"gold": "1/2", "answer": "0.5"}
    rows = [row for gold, answer in monsters() for row in ({"gold": gold, "answer": answer}, small)]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    done = run(binary, "--jobs", "1", raw=text)
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    assert peak_mib < 1024, f"{peak_mib} MiB"  # About 80; sanitizers keep what was freed.
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(out) == len(rows)
    assert all(row["verdict"] == "equal" for row in out[1::2])
    for row, said in zip(rows[::2], out[::2]):
        assert said["verdict"] != "undecided" or said["reason"], (row["gold"][:40], said)
    assert any("more memory than a row may have" in (row["reason"] or "") for row in out), "no row reached its ceiling"


def test_labels(binary):
    path = support.data_folder() / "math" / "gsm8k_model_solutions.jsonl.gz"
    out = run(binary, "--policy", "gsm8k", path).stdout
    n_true = 0
    for n, line in enumerate(out.splitlines(), 1):
        row = json.loads(line)
        assert (row["verdict"] == "equal") == row["expected"], row
        n_true += row["expected"]
        if row["certificate"]:
            check_certificate(row)
    assert (n, n_true) == (5276, 2001), (n, n_true)
    print(f"{n} labels reproduced, {n_true} of them true")


def main():
    binary = sys.argv[1]
    if "--data" in sys.argv:
        test_labels(binary)
        return
    with support.scratch() as folder:
        test_one_comparison(binary)
        test_rows_keep_order_and_unknown_fields(binary)
        test_row_details(binary)
        test_bad_input(binary, Path(folder))
        test_usage(binary)
        test_recheck(binary, Path(folder))
        test_falsified_certificates(binary)
        test_policy_file(binary, Path(folder))
        test_spans(binary)
        test_copies_of_the_problem(binary)
        test_steps(binary)
        test_compare_with(binary)
        test_compressed(binary, Path(folder))
        test_ceilings_of_a_row(binary)
    print("assay math behaves as its page says")


if __name__ == "__main__":
    main()
