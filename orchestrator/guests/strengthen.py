# SPDX-License-Identifier: Apache-2.0
"""Looks for inputs on which a wrong program differs from the reference. Runs in the sandbox, behind the codec.

The request comes on standard input: the entry's name, prelude, references, the texts of the wrong programs, the suite or the
calls of the tests, a seed and ceilings. Inputs stay within what the given calls show of the contract (inputs.py). An input on which
a reference raises, takes long, changes its arguments or disagrees with another reference is outside of it. A few inputs beyond are
drawn to say of a wrong program that it differs only there.
"""
import json
import time

CALL_SECONDS = 0.25
MAX_RESULT = 4000
DECIMAL = re.compile(r"[0-9]\.[0-9]")


def load(request, code):
    if request["kind"] == "stdio":
        program = compile(request["prelude"] + "\n" + code, "candidate", "exec")
        return lambda text: run_program(program, text)
    space = {"__name__": "candidate"}
    exec(compile(request["prelude"] + "\n" + code, "candidate", "exec"), space)
    return space[request["entry"]]


def refuse(*_):
    raise Unencodable("not_plain", "an object")


encode = make_encoder(MAX_RESULT * 4, refuse, takes_storage=False, takes_bytearray=False)
decode = make_decoder(refuse)


def record_calls(request, reference):
    """What the suite asks."""
    calls = []

    def recorder(*args, **kwargs):
        calls.append(copy.deepcopy((args, kwargs)))
        return reference(*args, **kwargs)

    space = {"__name__": "suite", request["entry"]: recorder}
    try:
        exec(compile(request["prelude"] + "\n", "prelude", "exec"), space)
        space[request["entry"]] = recorder
        exec(compile(request["suite"], "suite", "exec"), space)
        if not calls and "check" in space:
            space["check"](recorder)
    except Exception:
        pass  # What was asked before is enough.
    return calls


# --- Asking ---

def floats(value):
    if type(value) is float:
        return {value}
    if type(value) is dict:
        return set().union(*(floats(x) for kv in value.items() for x in kv))
    return set().union(*(floats(v) for v in value)) if type(value) in (list, tuple, set, frozenset) else set()


def ask(function, args, kwargs, seconds):
    args, kwargs = copy.deepcopy((args, kwargs))
    return limited(lambda: function(*args, **kwargs), seconds), (args, kwargs)


def answer_of(references, args, kwargs, is_text=False):
    """The answer all references agree on; Contract where there is none."""
    texts = set()
    for reference in references:
        try:
            result, after = ask(reference, args, kwargs, CALL_SECONDS)
        except (Exception, Slow):
            raise Contract from None
        if repr(after) != repr((args, kwargs)) or result is None:
            raise Contract  # Its answer is in its arguments, or it has none.
        if is_text and DECIMAL.search(result):
            raise Contract  # A number that was computed may be written in many ways.
        computed = floats(result) - floats(args)
        if computed and (type(result) is not float or result != result or abs(result) == float("inf")):
            raise Contract  # An exact comparison would ask for one way of rounding.
        try:
            texts.add(encode(result))
        except Unencodable:
            raise Contract from None
    if len(texts) != 1 or len(min(texts)) > MAX_RESULT:
        raise Contract
    return result, min(texts)


def differs(mutant, args, kwargs, result, text):
    try:
        got, _ = ask(mutant, args, kwargs, 4 * CALL_SECONDS)
        if type(result) is str and type(got) is str:
            return [line.rstrip() for line in got.rstrip().split("\n")] != [line.rstrip() for line in result.rstrip().split("\n")]
        if type(result) is float and type(got) is float:
            return not abs(got - result) <= 1e-6 * max(1, abs(result))
        return encode(got) != text
    except (Exception, Slow, SystemExit):
        return True


def as_assert(entry, args, kwargs, result):
    call = "%s(%s)" % (entry, ", ".join([repr(a) for a in args] + ["%s=%r" % kv for kv in kwargs.items()]))
    if type(result) is float:
        return "assert abs(%s - %r) <= 1e-06 * max(1, abs(%r))" % (call, result, result)
    return "assert %s == %r" % (call, result)


def as_test(request, args, kwargs, result, text):
    if request["kind"] == "stdio":
        return {"stdin": args[0], "expected_stdout": result}
    return {"args": encode(list(args)), "kwargs": encode(kwargs), "expected": text,
            "assert": as_assert(request["entry"], args, kwargs, result)}


def known_calls(request, reference):
    """What is asked already: a text of standard input counts as the only argument of a call."""
    if request["kind"] == "suite":
        return record_calls(request, reference)
    if request["kind"] == "stdio":
        return [((text,), {}) for text in request["calls"]]
    calls = [decode(json.dumps(call).encode()) for call in request["calls"]]
    return [(tuple(c["args"]), c.get("kwargs") or {}) for c in calls]


def search(request):
    signal.signal(signal.SIGALRM, on_alarm)
    references = [load(request, code) for code in request["references"]]
    mutants = {}
    for i, code in enumerate(request["mutants"]):
        try:
            mutants[i] = limited(lambda: load(request, code), 1)
        except (Exception, Slow, SystemExit):
            pass  # What cannot be loaded was not accepted either.
    calls = known_calls(request, references[0])
    found = {"tests": [], "killed": [], "beyond": [], "tried": 0, "outside": 0}
    if not calls:
        return found
    is_text = request["kind"] == "stdio"
    texts = Texts([args[0] for args, _ in calls]) if is_text else None
    envelope = None if is_text else Envelope(calls)
    drawer = Drawer(random.Random(request["seed"]), *harvest(request["references"] + request["mutants"]))
    pool, alive, seen = list(calls), dict(mutants), {repr(c) for c in calls}
    end = time.process_time() + request["cpu_seconds"]
    while alive and found["tried"] < request["max_inputs"] and time.process_time() < end and len(found["tests"]) < request["max_tests"]:
        found["tried"] += 1
        args, kwargs = ((texts.propose(drawer),), {}) if is_text else propose(envelope, pool, drawer)
        if repr((args, kwargs)) in seen:
            continue
        seen.add(repr((args, kwargs)))
        is_inside = texts.allows(args[0]) if is_text else envelope.allows(args, kwargs)
        found["outside"] += not is_inside
        try:
            result, text = answer_of(references, args, kwargs, is_text)
        except Contract:
            found["outside"] += is_inside
            continue
        if not is_inside:
            found["beyond"] += [i for i, m in alive.items() if i not in found["beyond"] and differs(m, args, kwargs, result, text)]
            continue
        pool.append((args, kwargs))
        if is_text:
            texts.pool.append(args[0])
        killed = [i for i, m in alive.items() if differs(m, args, kwargs, result, text)]
        if not killed:
            continue
        for i in killed:
            del alive[i]
        found["killed"] += killed
        found["tests"].append(as_test(request, args, kwargs, result, text))
    return found


def main():
    request = json.loads(sys.stdin.read())
    out = sys.stdout
    sys.stdout = sys.stderr = open(os.devnull, "w")  # Programs print.
    try:
        found = search(request)
    except Contract:
        found = {"tests": [], "killed": [], "beyond": [], "tried": 0, "outside": 0}
    out.write(json.dumps(found))
    out.flush()
    os._exit(0)


main()
