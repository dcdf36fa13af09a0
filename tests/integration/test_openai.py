#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A run whose teacher is an endpoint that fails in every way: it completes, nothing is lost or doubled, and no reply
that was kept is paid for again.

usage: test_openai.py ASSAY
"""
import hashlib
import itertools
import json
import os
import random
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from pathlib import Path

import support
from fake_endpoint import Endpoint

KEY = "sk-test-0123456789abcdef"
CONFIG = """
name: taught
out_dir: {out}
seed: 5
jobs: 2
sources: [{{path: {problems}}}]
teachers:
  - {{kind: openai, base_url: "{url}", model: adder, {options}}}
export: {{formats: [jsonl, messages]}}
"""
STORM = [{"do": "slow", "seconds": 0.1, "p": 0.05}, {"do": "status", "code": 429, "retry_after": 0, "p": 0.04},
         {"do": "status", "code": 429, "retry_after": {"date": 1}, "p": 0.01},
         {"do": "status", "code": 500, "p": 0.05}, {"do": "status", "code": 503, "p": 0.05},
         {"do": "cut_before", "p": 0.05}, {"do": "cut_body", "p": 0.05}, {"do": "malformed", "p": 0.05},
         {"do": "shape", "p": 0.05}]


class Farm:
    """One config in one folder. `k` candidates for each of `n` problems."""

    def __init__(self, binary, folder, n=12, k=4, **options):
        self.binary, self.folder, self.n, self.k = binary, Path(folder), n, k
        self.folder.mkdir()
        self.options = {"k": k, "concurrency": 6, "retries": 12, **options}
        self.out = self.folder / "out"
        support.write_rows(self.folder / "problems.jsonl", [
            {"id": f"sum/{i}", "kind": "math", "statement": f"Problem {i}. What is {17 * i + 3} + {29 * i + 11}?",
             "answer": str(46 * i + 14), "policy": "default"} for i in range(n)])

    def write(self, url):
        options = ", ".join(f"{key}: {value}" for key, value in self.options.items())
        path = self.folder / "config.yaml"
        path.write_text(CONFIG.format(out=self.out, problems=self.folder / "problems.jsonl", url=url, options=options))
        return path

    def run(self, url, code=0, **env):
        done = support.assay(self.binary, "run", self.write(url), timeout=120, env={**os.environ, **env})
        assert done.returncode == code, f"run exited {done.returncode}, not {code}: {done.stderr}"
        if code:
            assert done.stderr.count("\n") == 1, f"more than one sentence: {done.stderr}"
        return done

    def start(self, url):
        return subprocess.Popen([self.binary, "run", str(self.write(url))], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def query(self, sql):
        if not (self.out / "store.db").exists():
            return []
        db = sqlite3.connect(f"file:{self.out}/store.db?mode=ro", uri=True)
        try:
            return db.execute(sql).fetchall()
        except sqlite3.OperationalError:
            return []  # Killed before its tables were there.
        finally:
            db.close()

    def kept(self):
        """Keys of the replies that the store holds."""
        return {key.hex() for (key,) in self.query("select key from response")}

    def check_complete(self):
        """Every (problem, k) has one candidate, one verdict; every candidate differs (the model signs each reply)."""
        slots = self.query("select problem_id, k from candidate")
        assert sorted(slots) == sorted((f"sum/{i}", k) for i in range(self.n) for k in range(self.k)), slots
        assert self.query("select count(*) from verdict where candidate_id not like 'self-check%'") == [(len(slots),)]
        rows = [json.loads(row) for (row,) in self.query("select row from candidate")]
        texts = {row["text"] for row in rows if row["text"]}
        assert len(texts) == sum(bool(row["text"]) for row in rows), "a reply was used twice"
        return rows

    def dataset(self):
        return support.tree_hashes(self.out / "datasets", without={"v1.0/metadata.json"})


def read_rows(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def check_difficulty(farm):
    """What difficulty.jsonl says follows from the verdicts; a curriculum runs from easy to hard."""
    rows = read_rows(farm.out / "difficulty.jsonl")
    verdicts = farm.query("select problem_id, word from verdict where candidate_id not like 'self-check%'")
    assert [row["problem_id"] for row in rows] == [f"sum/{i}" for i in range(farm.n)]
    for row in rows:
        words = [word for problem, word in verdicts if problem == row["problem_id"]]
        assert (row["n"], row["c"]) == (len(words), words.count("accepted")), row
        n, c = row["n"], row["c"]
        assert row["low"] <= c / n == row["pass_rate"] <= row["high"] and row["bucket"] is None, row  # 4 tries tell nothing.
        for k, p in row["pass_at"].items():
            draws = list(itertools.combinations(range(n), int(k)))
            assert abs(p - sum(any(i < c for i in draw) for draw in draws) / len(draws)) < 1e-9, row
    return {row["problem_id"]: row["pass_rate"] for row in rows}


def test_curriculum(binary, tmp, calm):
    rates = check_difficulty(calm)
    config = calm.folder / "config.yaml"
    text = config.read_text().replace("formats: [jsonl, messages]", "formats: [jsonl], order: curriculum, version: v2.0")
    config.write_text(text)
    done = support.assay(binary, "run", config, timeout=120)
    assert done.returncode == 0, done.stderr
    order = [row["id"] for row in read_rows(calm.out / "samples.jsonl")]
    assert [rates[p] for p in order] == sorted((rates[p] for p in order), reverse=True), order
    assert len(set(rates.values())) > 1 and order != sorted(order, key=lambda p: int(p[4:]))
    rows = read_rows(calm.out / "datasets" / "v2.0" / "jsonl" / "train.jsonl")
    assert len(rows) > 3 and [rates[row["problem_id"]] for row in rows] == sorted((rates[row["problem_id"]] for row in rows), reverse=True)
    # The same from the stage file.
    done = support.assay(binary, "export", "--to", "jsonl", "--version", "v2.0", "--curriculum", "--out", calm.folder / "again",
                         calm.out / "samples.jsonl")
    assert done.returncode == 0 and read_rows(calm.folder / "again" / "v2.0" / "jsonl" / "train.jsonl") == rows, done.stderr
    # A band of pass rates, and so many problems of a bucket.
    for version, more, wanted in (("v3.0", "min_pass_rate: 0.3, max_pass_rate: 0.8", {p for p, rate in rates.items() if 0.3 <= rate <= 0.8}),
                                  ("v4.0", "per_bucket: 3", None)):
        config.write_text(text.replace("version: v2.0", f"version: {version}, {more}"))
        done = support.assay(binary, "run", config, timeout=120)
        assert done.returncode == 0, done.stderr
        kept = {row["id"] for row in read_rows(calm.out / "samples.jsonl")}
        dropped = json.loads((calm.out / "datasets" / version / "metadata.json").read_text())["counts"]["dropped"]
        assert kept == wanted if wanted is not None else len(kept) == 3, (version, kept, wanted)
        assert sum(n for name, n in dropped.items() if name.startswith("difficulty/")) == len(rates) - len(kept), dropped


def store_key(body):
    """The store's name for the reply to a request: openai.c, request_key()."""
    fields = (b"chat/completions", body)
    return hashlib.sha256(b"".join(struct.pack("<Q", len(f)) + f for f in fields)).hexdigest()[:32]


def check_paid_once(endpoint):
    twice = {body: n for body, n in endpoint.answered().items() if n > 1}
    assert not twice, f"{len(twice)} requests were answered more than once"


def test_calm(binary, tmp):
    farm = Farm(binary, tmp / "calm")
    with Endpoint({"model": "adder", "always": {"do": "slow", "seconds": 0.02}}) as endpoint:
        farm.run(endpoint.url)
        rows = farm.check_complete()
        assert len(endpoint.log) == farm.n * farm.k == len(endpoint.answered())
        assert max(entry["n_open"] for entry in endpoint.log) <= 6
        before = farm.dataset()
        farm.run(endpoint.url)
        assert len(endpoint.log) == farm.n * farm.k, "a complete run asked again"
        assert farm.dataset() == before
    seeds = {row["sampling"]["seed"] for row in rows}
    assert len(seeds) == len(rows) and all(row["model"] == "adder" and row["usage"] for row in rows)
    words = dict(farm.query("select word, count(*) from verdict group by word"))
    assert words["accepted"] > 12 and words["wrong_answer"] > 5, words
    return farm


def test_storm(binary, tmp, calm):
    farm = Farm(binary, tmp / "storm")
    with Endpoint({"seed": random.randrange(1 << 30), "odds": STORM}) as endpoint:
        print(f"storm: seed {endpoint.script['seed']}")
        farm.run(endpoint.url)
        check_paid_once(endpoint)
        assert len(endpoint.log) > farm.n * farm.k == len(endpoint.answered())
        steps = {entry["step"]["do"] for entry in endpoint.log}
    farm.check_complete()
    assert farm.dataset() == calm.dataset(), "failures on the way changed the dataset"
    print(f"storm: {len(endpoint.log)} requests for {farm.n * farm.k} replies; {', '.join(sorted(steps))}")


def test_groups(binary, tmp):
    """k = 7 in requests of 3, from an endpoint that often gives one choice, or none with text."""
    farm = Farm(binary, tmp / "groups", k=7, n_per_request=3)
    odds = [{"do": "fewer", "p": 0.5}, {"do": "empty", "p": 0.1}, {"do": "refusal", "p": 0.1}]
    for concurrency in (1, 6):
        farm.options["concurrency"] = concurrency
        with Endpoint({"odds": odds}) as endpoint:
            farm.run(endpoint.url)
            check_paid_once(endpoint)
        rows = farm.check_complete()
        assert any(row["text"] == "" for row in rows) and any(row["text"] for row in rows)
        if concurrency == 1:
            first = {row["problem_id"] + row["id"]: row for row in rows}
            farm.out = farm.folder / "again"
    assert first == {row["problem_id"] + row["id"]: row for row in rows}, "concurrency changed the candidates"


def test_kills(binary, tmp, calm):
    """After each kill -9: what the store holds is never asked for again, and what it lacks was on the way."""
    farm = Farm(binary, tmp / "kills")
    seed = int(os.environ.get("ASSAY_TEST_SEED", time.time_ns() % 1000000))
    print(f"kills: ASSAY_TEST_SEED={seed}")
    rng = random.Random(seed)
    kills = paid_again = 0
    with Endpoint({"seed": seed, "odds": STORM[3:], "always": {"do": "slow", "seconds": 0.12}}) as endpoint:
        for _ in range(8):
            kept, mark = farm.kept(), len(endpoint.log)
            run = farm.start(endpoint.url)
            time.sleep(rng.uniform(0.05, 0.25))
            alive = run.poll() is None
            run.send_signal(signal.SIGKILL)
            run.wait()
            kills += alive
            again = [e for e in endpoint.log[mark:] if store_key(e["body"]) in kept]
            assert not again, f"{len(again)} requests whose replies were kept were sent again"
        kept, mark = farm.kept(), len(endpoint.log)
        farm.run(endpoint.url)
        assert not [e for e in endpoint.log[mark:] if store_key(e["body"]) in kept]
        paid_again = sum(n - 1 for n in endpoint.answered().values())
        assert set(endpoint.answered()) >= {e["hash"] for e in endpoint.log if store_key(e["body"]) in farm.kept()}
    assert kills >= 3, f"only {kills} kills hit a live run"
    # Only a reply between the endpoint's last byte and our commit can be lost: at most what was on the wire.
    assert paid_again <= kills * 6, paid_again
    farm.check_complete()
    assert farm.dataset() == calm.dataset(), "kills changed the dataset"
    print(f"kills: {kills} hit a live run, {paid_again} replies were lost on the way")


def test_key(binary, tmp):
    farm = Farm(binary, tmp / "key", api_key_env="ASSAY_TEST_KEY")
    with Endpoint({"key": KEY}) as endpoint:
        said = farm.run(endpoint.url, code=1, ASSAY_TEST_KEY="sk-wrong-9876543210").stderr
        assert "status 401: the key in ASSAY_TEST_KEY is not accepted" in said and "9876543210" not in said, said
        assert len(endpoint.log) <= 6, "the run went on after a refused key"
        said = farm.run(endpoint.url, code=2, ASSAY_TEST_KEY="").stderr
        assert "ASSAY_TEST_KEY (api_key_env) is not set" in said, said
        said = farm.run(endpoint.url, code=2, ASSAY_TEST_KEY="sk-secret\n").stderr
        assert "line break" in said and "sk-secret" not in said, said
        farm.run(endpoint.url, ASSAY_TEST_KEY=KEY)
        farm.check_complete()
        kept = b"".join(p.read_bytes() for p in farm.out.rglob("*") if p.is_file())
        assert KEY.encode() not in kept, "the key was written somewhere"
    farm = Farm(binary, tmp / "echo", api_key_env="ASSAY_TEST_KEY")
    with Endpoint({"always": {"do": "status", "code": 400, "message": f"you sent {KEY}, didn't you"}}) as endpoint:
        said = farm.run(endpoint.url, code=1, ASSAY_TEST_KEY=KEY).stderr
        assert "status 400" in said and KEY not in said, said


def test_gives_up_and_goes_on(binary, tmp):
    farm = Farm(binary, tmp / "poison", retries=1)
    with Endpoint({"matching": [{"text": "Problem 3.", "do": "status", "code": 500, "message": "a bug"},
                                {"text": "Problem 5.", "do": "status", "code": 400, "message": "too long"}]}) as endpoint:
        said = farm.run(endpoint.url, code=1).stderr
        assert "8 requests failed for good" in said, said
        assert "status 500: a bug, after 2 tries" in said or "status 400: too long" in said, said
        assert len(endpoint.log) == 10 * 4 + 4 * 2 + 4
        endpoint.script = {}
        farm.run(endpoint.url)
        assert len(endpoint.log) == 12 * 4 + 4 * 2 + 4, "a reply was paid for again"
        check_paid_once(endpoint)
    farm.check_complete()

    farm = Farm(binary, tmp / "down", k=1, retries=1)
    with Endpoint({"always": {"do": "status", "code": 503}}) as endpoint:
        said = farm.run(endpoint.url, code=1).stderr
        assert "status 503: scripted, after 2 tries; 8 problems in a row got no answer" in said, said
        assert len(endpoint.log) < 12 * 2
        endpoint.script = {}
        farm.run(endpoint.url)
        check_paid_once(endpoint)
    farm.check_complete()
    said = Farm(binary, tmp / "nobody", retries=0).run("http://127.0.0.1:9/v1", code=1).stderr
    assert "http://127.0.0.1:9/v1/chat/completions: Failed to connect to 127.0.0.1 port 9" in said, said


def test_wrong_from_the_start(binary, tmp):
    farm = Farm(binary, tmp / "wrong")
    with Endpoint({"model": "another"}) as endpoint:
        said = farm.run(endpoint.url, code=1).stderr
        assert "status 404: there is no such model" in said and len(endpoint.log) <= 6, said
        said = farm.run(endpoint.url[:-3], code=1).stderr
        assert "status 404: no page /chat/completions" in said, said
    for url, words in [("127.0.0.1:8000/v1", "base_url: it must begin with http"), ("ftp://x/", "it must begin with http"),
                       ("http://me:secret@127.0.0.1/v1", "base_url: it may not hold a user name"),
                       ("http://127.0.0.1/v1?key=secret", "base_url: it may not hold a query"), ("http://", "base_url: ")]:
        said = farm.run(url, code=2).stderr
        assert words in said and "secret" not in said, said


def test_waits(binary, tmp):
    """Retry-After, in seconds and as a date, holds everybody back; a reply that takes too long is asked for again."""
    # The endpoint notes the end of its reply when the client may already have read it: hence less than what was asked for.
    for name, retry_after, least in [("seconds", 2, 1.9), ("date", {"date": 3}, 1.9)]:
        farm = Farm(binary, tmp / name, n=4, k=1, concurrency=1)
        with Endpoint({"steps": {"2": {"do": "status", "code": 429, "retry_after": retry_after}}}) as endpoint:
            farm.run(endpoint.url)
            waited = endpoint.log[2]["at"] - endpoint.log[1]["until"]
            assert least <= waited < least + 2.5, f"{name}: waited {waited:.2f} s"
    farm = Farm(binary, tmp / "slow", n=4, k=1, timeout_ms=400)
    with Endpoint({"steps": {"2": {"do": "slow", "seconds": 1.5}}}) as endpoint:
        farm.run(endpoint.url)
        assert len(endpoint.log) == 5
    farm.check_complete()
    farm = Farm(binary, tmp / "rate", n=10, k=2, requests_per_second=20)
    with Endpoint() as endpoint:
        farm.run(endpoint.url)
        span = endpoint.log[-1]["at"] - endpoint.log[0]["at"]
        assert 0.9 <= span < 3, f"20 requests at 20 a second took {span:.2f} s"


def test_huge(binary, tmp):
    farm = Farm(binary, tmp / "huge", n=2, k=1)
    with Endpoint({"steps": {"1": {"do": "huge", "bytes": 17 << 20}}}) as endpoint:
        said = farm.run(endpoint.url, code=1).stderr
        assert "the reply is larger than allowed" in said and len(endpoint.log) == 2, said
        farm.run(endpoint.url)
    farm.check_complete()
    farm = Farm(binary, tmp / "large", n=2, k=1)
    with Endpoint({"steps": {"1": {"do": "huge", "bytes": 15 << 20}}}) as endpoint:
        farm.run(endpoint.url)


def test_no_libcurl(binary, tmp):
    """A libcurl that is none, or too old: one sentence, before anything is asked; what needs no model does without it."""
    farm = Farm(binary, tmp / "no-curl", n=2, k=1)
    (tmp / "none").mkdir()
    (tmp / "none" / "libcurl.so.4").write_text("no library")
    (tmp / "old").mkdir()
    subprocess.run(["cc", "-shared", "-x", "c", os.devnull, "-o", str(tmp / "old" / "libcurl.so.4")], check=True)
    with Endpoint() as endpoint:
        for folder, words in (("none", "cannot load libcurl, which asking a model needs"), ("old", "this libcurl is too old")):
            said = farm.run(endpoint.url, code=1, LD_LIBRARY_PATH=str(tmp / folder)).stderr
            assert words in said and said.startswith("assay run: "), said
            listed = support.assay(binary, "generate", "--list", env={**os.environ, "LD_LIBRARY_PATH": str(tmp / folder)})
            assert listed.returncode == 0 and listed.stderr == "", listed.stderr
        assert not endpoint.log
        farm.run(endpoint.url)
    farm.check_complete()


def main():
    binary = sys.argv[1]
    with support.scratch() as folder:
        tmp = Path(folder)
        calm = test_calm(binary, tmp)
        test_storm(binary, tmp, calm)
        test_groups(binary, tmp)
        test_kills(binary, tmp, calm)
        test_key(binary, tmp)
        test_gives_up_and_goes_on(binary, tmp)
        test_wrong_from_the_start(binary, tmp)
        test_waits(binary, tmp)
        test_huge(binary, tmp)
        test_no_libcurl(binary, tmp)
        test_curriculum(binary, tmp, calm)
        left = support.processes_with(folder)
        assert not left, f"processes left: {left}"
    print("the openai teacher keeps its word")


if __name__ == "__main__":
    main()
