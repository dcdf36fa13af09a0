#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The hand-written seeds: how many there are and of what, that no two are alike, and that each is fit to train on.

usage: test_seeds.py ASSAY [--slow]
With --slow the mutation scores of the programs are asked for, too.
"""
import collections
import json
import re
import sys

import support

ASSAY = sys.argv[1]
FOLDER = support.SOURCE_ROOT / "problems" / "seeds"
LEAST = 175
# A word of difference between two tasks is a re-skin; the growing methods draw the line at the same place.
MOST_ALIKE = 0.7


def seeds():
    return [(path, json.loads(line)) for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text().splitlines()]


def fingerprint(row):
    """What is asked, without numbers and layout, and what decides."""
    words = re.sub(r"\d+", "0", " ".join(row["statement"].lower().split()))
    return words, json.dumps([row.get("tests"), row.get("suite"), row.get("answer")])


def lcs(a, b):
    """Length of the longest common subsequence, 1 bit a word."""
    places = collections.defaultdict(int)
    for i, word in enumerate(a):
        places[word] |= 1 << i
    row = (1 << len(a)) - 1
    for word in b:
        hits = row & places.get(word, 0)
        row = (row + hits | row - hits) & ((1 << len(a)) - 1)
    return len(a) - row.bit_count()


def rouge(a, b):
    return 2 * lcs(a, b) / (len(a) + len(b))


def check_shape(path, row):
    domain, topic = row["tags"][:2]
    assert path.name == f"{domain}-{topic}.jsonl" and row["id"] == f"seed/{topic}/{row['id'].split('/')[2]}", row["id"]
    assert row["level"] in range(1, 11) and row["reference"] and row["negatives"], row["id"]
    assert row["origin"]["license"] == "Apache-2.0" and row["origin"]["generation"] == 0, row["id"]
    assert all(negative.get("expect") for negative in row["negatives"]), row["id"]
    if row["kind"] in ("call", "stdio"):
        assert len(row["tests"]) >= 8, row["id"]


def check_balance(rows):
    assert len(rows) >= LEAST, len(rows)
    topics = collections.Counter(tuple(row["tags"][:2]) for row in rows)
    levels = collections.Counter((row["tags"][0], row["level"]) for row in rows)
    domains = collections.Counter(row["tags"][0] for row in rows)
    assert min(topics.values()) >= 8, topics
    for domain, count in domains.items():
        assert count >= 85, domains
        share = [levels[domain, level] / count for level in range(1, 11)]
        assert min(share) >= 0.05 and max(share) <= 0.15, (domain, levels)


def check_unlike(rows):
    assert len({row["id"] for row in rows}) == len(rows)
    for part in zip(*map(fingerprint, (row for row in rows if row["kind"] != "math"))):
        assert len(set(part)) == len(part)
    assert len({fingerprint(row)[0] for row in rows}) == len(rows)
    words = [re.findall(r"\w+", row["statement"].lower()) for row in rows]
    for i, a in enumerate(words):
        for k in range(i):
            assert rouge(a, words[k]) <= MOST_ALIKE, (rows[i]["id"], rows[k]["id"], rouge(a, words[k]))


def check_fit(files, *options):
    """No reference is refused, no negative and no forgery passes; the rows of assay check."""
    done = support.assay(ASSAY, "check", *files, "--json", *options, timeout=3000)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    unfit = [(row["problem_id"], [claim for claim in row["claims"] if not claim["ok"]]) for row in rows if not row["fit"]]
    assert not unfit, unfit
    assert done.returncode == 0, done.stderr
    return rows


def check_maths(files):
    """Worked solutions end in the answer, wrong ones in another, and no step of a right one is refuted."""
    for path in files:
        done = support.assay(ASSAY, "verify", "--negatives", "--problems", path)
        for row in map(json.loads, done.stdout.splitlines()):
            wanted = "wrong_answer" if "negative" in row["candidate_id"] else "accepted"
            assert row["verdict"] == wanted, row
    rows = [{"id": row["id"], "solution": row["reference"][0]["code"]} for _, row in seeds() if row["kind"] == "math"]
    done = support.assay(ASSAY, "math", "--steps", input="".join(json.dumps(row) + "\n" for row in rows))
    judged = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(judged) == len(rows), done.stderr
    refuted = [(row["id"], step["text"]) for row in judged for step in row["steps"] if step["verdict"] == "refuted"]
    assert not refuted, refuted


def check_mutants(files):
    """The tests of the programs reject what is almost right. Mutants that never end would take most of the time: less CPU time for all."""
    with support.scratch() as folder:
        copies = []
        for path in files:
            rows = [json.loads(line) for line in path.read_text().splitlines()]
            for row in rows:
                row["limits"]["cpu_ms"] = 600
            copies.append(support.Path(folder) / path.name)
            copies[-1].write_text("".join(json.dumps(row) + "\n" for row in rows))
        judged = [row for row in check_fit(copies, "--mutants", "8") if row["mutants"]]
    scores = [row["killed"] / row["mutants"] for row in judged]
    mean = sum(scores) / len(scores)
    print(f"{len(scores)} programs, mean mutation score {mean:.3f}, {sum(s < 0.9 for s in scores)} below 0.9, least {min(scores):.2f}")
    assert mean >= 0.9 and min(scores) >= 0.5, (mean, min(scores))


def main():
    found = seeds()
    rows = [row for _, row in found]
    for path, row in found:
        check_shape(path, row)
    check_balance(rows)
    check_unlike(rows)
    maths, code = sorted(FOLDER.glob("maths-*.jsonl")), sorted(FOLDER.glob("code-*.jsonl"))
    if "--slow" in sys.argv:
        check_mutants(code)
        return
    check_maths(maths)
    assert len(check_fit(maths + code, "--mutants", "0")) == len(rows)
    print(f"{len(rows)} seeds")


main()
