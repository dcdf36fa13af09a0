# SPDX-License-Identifier: Apache-2.0
"""Draws more inputs for a problem whose answers nobody knows. Runs in the sandbox, behind the codec and the maker of inputs.

The request comes on standard input: the kind, the inputs of the tests (arguments of calls, or texts of standard input), the
problem's contract where it is a Python program, a number, a seed and a ceiling of CPU time. The answer is {"tests": [...]}.
"""
import json
import time

MAX_VALUE = 20_000
CONTRACT_SECONDS = 0.25
TRIES = 60  # For each input that is wanted.


def refuse(*_):
    raise Unencodable("not_plain", "an object")


encode = make_encoder(MAX_VALUE, refuse, takes_storage=False, takes_bytearray=False)
decode = make_decoder(refuse)


# --- Calls ---

class Calls:
    def __init__(self, request):
        calls = [decode(json.dumps(call).encode()) for call in request["tests"]]
        self.known = [(tuple(c["args"]), c.get("kwargs") or {}) for c in calls]
        self.envelope = Envelope(self.known)
        self.pool = list(self.known)
        self.contract = None
        if request.get("contract"):
            space = {"__name__": "contract"}
            limited(lambda: exec(compile(request["contract"], "contract", "exec"), space), 2)
            self.contract = space[request["entry"]]

    def propose(self, drawer):
        return propose(self.envelope, self.pool, drawer)

    def allows(self, call):
        args, kwargs = call
        if not self.envelope.allows(args, kwargs):
            return False
        return not self.contract or bool(limited(lambda: self.contract(*copy.deepcopy(args), **copy.deepcopy(kwargs)), CONTRACT_SECONDS))

    def take(self, call):
        self.pool.append(call)
        args, kwargs = call
        return {"args": encode(list(args)), "kwargs": encode(kwargs)}


def draw(request):
    signal.signal(signal.SIGALRM, on_alarm)
    source = Texts(request["tests"], request.get("contract")) if request["kind"] == "stdio" else Calls(request)
    drawer = Drawer(random.Random(request["seed"]))
    seen, tests = {repr(known) for known in source.known}, []
    end = time.process_time() + request["cpu_seconds"]
    for _ in range(TRIES * request["inputs"]):
        if len(tests) >= request["inputs"] or time.process_time() >= end:
            break
        try:
            new = source.propose(drawer)
            if repr(new) in seen:
                continue
            seen.add(repr(new))
            if not drawer.is_wild and source.allows(new):
                tests.append(source.take(new))
        except (Exception, Slow, SystemExit):
            continue  # Outside: of the contract, or of what travels.
    return tests


def main():
    request = json.loads(sys.stdin.read())
    out = sys.stdout
    sys.stdout = sys.stderr = open(os.devnull, "w")  # Contracts print.
    try:
        tests = draw(request)
    except (Exception, Slow, SystemExit):
        tests = []  # Inputs of a shape that is not understood.
    out.write(json.dumps({"tests": tests}))
    out.flush()
    os._exit(0)


main()
