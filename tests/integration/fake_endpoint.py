#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A scripted endpoint that speaks chat completions, on the loopback interface alone.

    with Endpoint({"odds": [{"do": "status", "code": 500, "p": 0.2}]}) as endpoint:
        ... endpoint.url, endpoint.log ...

or by hand: fake_endpoint.py [SCRIPT.json] [--port N] [--seconds S]; it ends by itself after S seconds or with its parent.

The script is an object; everything in it may be left out:
  key        bearer token to ask for; anything else gets 401
  model      name to ask for; anything else gets 404
  seed       of everything random
  steps      {"3": STEP}: what to do with request number 3 (from 1, in the order of arrival)
  odds       [STEP with "p"]: probability of each; drawn from the seed, the body and how often this body came, so it does
             not depend on the order in which requests arrive
  matching   [STEP with "text", or "match" where "text" means something else]: for requests whose body holds the text
  always     STEP for everything else
A STEP says what to "do":
  normal                    the reply
  slow      seconds         the reply, after a while
  status    code            an error; "retry_after" is a number of seconds, or {"date": seconds from now}
  cut_before                the connection ends before the first byte
  cut_body                  it ends in the middle of the body
  malformed                 200, not JSON
  shape                     200, JSON of another shape
  huge      bytes           200, a completion that large
  fewer                     one choice however many were asked for
  empty, refusal            a reply without text
A STEP "say" has "text": that is the completion's text, whatever was asked. Endpoint(script, model=F): F(body as an object,
rng of the body) gives the text of a normal completion.
The model adds: it looks for "A + B" in the last message and boxes the sum, or something else one time in three, which
follows from the body alone: the same request always gets the same answer.
"""
import argparse
import hashlib
import json
import os
import random
import re
import socket
import socketserver
import struct
import sys
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler

GOOD = ("normal", "slow", "fewer", "empty", "refusal", "say")
SHAPES = ({}, [], {"choices": []}, {"choices": {}}, {"choices": [{}]}, {"choices": [{"message": "text"}]},
          {"choices": [{"message": {"content": 7}}]}, {"error": {"message": "overloaded"}})


def choice(rng, question, what):
    """One completion as the model writes it."""
    message = {"role": "assistant", "content": "I do not know."}
    sum_of = re.search(r"(\d+) \+ (\d+)", question)
    if what == "empty":
        message["content"] = None
    elif what == "refusal":
        message.update(content=None, refusal="I cannot help with that.")
    elif sum_of:
        right = int(sum_of[1]) + int(sum_of[2])
        value = right if rng.random() < 2 / 3 else right + rng.randint(1, 9)
        message["content"] = f"{sum_of[1]} + {sum_of[2]}, written by {rng.getrandbits(64):x}: \\boxed{{{value}}}"
    return {"index": 0, "message": message, "finish_reason": "stop"}


def completion(body, what, size=0, text=None, model=None):
    asked = json.loads(body)
    rng = random.Random(body)
    n = 1 if what == "fewer" else asked.get("n", 1)
    question = asked["messages"][-1]["content"]
    choices = [dict(choice(rng, question, what), index=i) for i in range(n)]
    if size:
        choices[0]["message"]["content"] = "x" * size
    if text is None and model and what in ("normal", "slow"):
        text = model(asked, random.Random(body))
    if text is not None:
        choices[0]["message"]["content"] = text
    return json.dumps({"id": "c", "object": "chat.completion", "model": asked["model"], "choices": choices,
                       "usage": {"prompt_tokens": 11, "completion_tokens": 7 * n}}).encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "fake"

    def log_message(self, *args):
        pass

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def answer(self, code, body, retry_after=None):
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if isinstance(retry_after, dict):
            self.send_header("Retry-After", formatdate(time.time() + retry_after["date"], usegmt=True))
        elif retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def cut(self):
        """Reset rather than closed: nothing that is still on its way arrives."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def error(self, code, message, retry_after=None):
        self.answer(code, json.dumps({"error": {"message": message, "code": code}}).encode(), retry_after)

    def act(self, step, body):
        what = step["do"]
        if what == "slow":
            time.sleep(step["seconds"])
        if what in GOOD:
            self.answer(200, completion(body, what, text=step.get("text") if what == "say" else None,
                                        model=self.server.endpoint.model))
        elif what == "status":
            self.error(step["code"], step.get("message", "scripted"), step.get("retry_after"))
        elif what == "cut_before":
            self.cut()
        elif what == "cut_body":
            reply = completion(body, "normal")
            self.send_response(200)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply[:len(reply) // 2])
            self.wfile.flush()
            self.close_connection = True
        elif what == "malformed":
            self.answer(200, b'{"choices": [{"message": {"content": "4')
        elif what == "shape":
            self.answer(200, json.dumps(SHAPES[step["number"] % len(SHAPES)]).encode())
        elif what == "huge":
            self.answer(200, completion(body, "normal", step["bytes"]))
        else:
            raise ValueError(f"unknown step {what}")

    def do_POST(self):
        endpoint = self.server.endpoint
        body = self.rfile.read(int(self.headers["Content-Length"]))
        entry = endpoint.enter(self.path, self.headers.get("Authorization"), body)
        try:
            self.act(entry["step"], body)
            entry["is_answered"] = entry["step"]["do"] in GOOD
        except OSError:
            self.close_connection = True  # The other side is gone: that reply was not received.
        finally:
            endpoint.leave(entry)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request, client_address):
        """A client that is killed resets its connections: nothing to report."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Endpoint:
    """`log` has one entry per request: number, hash of the body, step, is_answered, at, max_open."""

    def __init__(self, script=None, port=0, model=None):
        self.script = script or {}
        self.model = model
        self.log = []
        self.seen = {}
        self.n_open = 0
        self.lock = threading.Lock()
        self.server = Server(("127.0.0.1", port), Handler)
        self.server.endpoint = self
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *exc):
        self.server.shutdown()
        self.server.server_close()

    def choose(self, path, authorization, body, number, nth):
        script = self.script
        if path != "/v1/chat/completions":
            return {"do": "status", "code": 404, "message": f"no page {path}"}
        if "key" in script and authorization != f"Bearer {script['key']}":
            return {"do": "status", "code": 401, "message": f"Incorrect API key provided: {authorization}"}
        if "model" in script and json.loads(body)["model"] != script["model"]:
            return {"do": "status", "code": 404, "message": "there is no such model"}
        if str(number) in script.get("steps", {}):
            return script["steps"][str(number)]
        for step in script.get("matching", []):
            if step.get("match", step.get("text")).encode() in body:
                return step
        draw = random.Random(f"{script.get('seed', 1)} {nth} {hashlib.sha256(body).hexdigest()}").random()
        for step in script.get("odds", []):
            draw -= step["p"]
            if draw < 0:
                return step
        return script.get("always", {"do": "normal"})

    def enter(self, path, authorization, body):
        with self.lock:
            name = hashlib.sha256(body).hexdigest()
            self.seen[name] = self.seen.get(name, 0) + 1
            number = len(self.log) + 1
            step = dict(self.choose(path, authorization, body, number, self.seen[name]), number=number)
            self.n_open += 1
            entry = {"number": number, "hash": name, "body": body, "step": step, "is_answered": False,
                     "authorization": authorization, "at": time.monotonic(), "n_open": self.n_open}
            self.log.append(entry)
            return entry

    def leave(self, entry):
        with self.lock:
            entry["until"] = time.monotonic()
            self.n_open -= 1

    def n_of(self, text):
        """Requests whose body holds the text."""
        with self.lock:
            return sum(text.encode() in entry["body"] for entry in self.log)

    def answered(self):
        """How often each body got a good reply, to its last byte."""
        with self.lock:
            counts = {}
            for entry in self.log:
                if entry["is_answered"]:
                    counts[entry["hash"]] = counts.get(entry["hash"], 0) + 1
            return counts


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("script", nargs="?")
    ap.add_argument("--port", type=int, default=0)
    ap.add_argument("--seconds", type=float, default=600)
    args = ap.parse_args()
    script = {}
    if args.script:
        with open(args.script, encoding="utf-8") as f:
            script = json.load(f)
    parent = os.getppid()
    end = time.monotonic() + args.seconds
    with Endpoint(script, args.port) as endpoint:
        print(endpoint.url, flush=True)
        while time.monotonic() < end and os.getppid() == parent:
            time.sleep(0.2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
