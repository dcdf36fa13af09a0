# SPDX-License-Identifier: Apache-2.0
"""The suite's side: run assertion code against a candidate that lives in another process.

Names resolve to the prelude's and the suite's own definitions, then Python's builtins, and beyond those to the
candidate's globals as opaque handles; only the entry point overrides. So nothing that a candidate defines can
stand in for what the suite means by `len` or `sorted`. Every assert whose condition is not a constant is one test.
"""
import builtins
import _ast

MAX_TEXT = 2000


class _Gone(BaseException):
    """The candidate's process is no more, or broke the protocol: nothing can be asked of it."""


class _Link:
    """Requests to the candidate, one at a time."""

    def __init__(self, max_bytes):
        self.handles, self.errors = {}, {}
        self.calls = 0
        self.is_gone = False
        self.unsendable = None
        self.raised = self.raised_word = None
        self.encode = make_encoder(max_bytes, self.refer, takes_storage=False)
        self.decode = make_decoder(self.resolve)

    def refer(self, value):
        if type(value) is Handle:
            return '{"$ref":%d}' % object.__getattribute__(value, "_number")
        name = getattr(value, "__name__", None)
        if type(name) is str and getattr(builtins, name, None) is value:
            return '{"$builtin":%s}' % _quote(name)
        raise Unencodable("not_plain", type(value).__name__)

    def resolve(self, tag, number):
        if tag != "$ref":
            raise ValueError(tag)
        if number not in self.handles:
            self.handles[number] = Handle(number)
        return self.handles[number]

    def ask(self, operation, body):
        if self.is_gone:
            raise _Gone
        self.calls += 1
        write_frame('{"id":%d,"op":"%s",%s}' % (self.calls, operation, body))
        data = read_frame()
        if data is None:
            os._exit(1)
        try:
            reply = self.decode(data)
            kind = reply["kind"]
            if kind == "value":
                reply["value"]
            elif kind not in ("raised", "not_plain", "too_large") and not (kind == "absent" and operation == "find"):
                kind = "gone"
        except Exception:
            kind = "gone"  # Not what the driver sends: sets of lists, numbers of no object, more than fits in memory.
        if kind == "gone":
            self.is_gone = True
            raise _Gone
        return reply

    def value(self, reply):
        """The value; or raises in the suite what the candidate raised."""
        kind = reply["kind"]
        if kind == "value":
            return reply["value"]
        if kind == "raised":
            error = self.error_class(reply)
            self.raised_word = "memory_limit" if error is MemoryError else "runtime_error"
            message = reply.get("message", "")
            if issubclass(error, StopIteration):
                # In all(map(candidate, ..)) it would pass for the end of the list and nothing would be tested.
                error, message = RuntimeError, "the candidate raised StopIteration: " + str(message)
        else:
            error, message, self.raised_word = TypeError, "the result is " + reply["what"], "wrong_answer"
        # Some built-in errors insist on more arguments than a message.
        self.raised = error.__new__(error)
        self.raised.args = (message,)
        raise self.raised

    def error_class(self, reply):
        base = getattr(builtins, reply["base"], Exception)
        if not (isinstance(base, type) and issubclass(base, Exception)):
            base = Exception
        if reply["builtin"]:
            return base
        key = reply["type"], base
        if key not in self.errors:
            self.errors[key] = type(key[0], (base,), {})
        return self.errors[key]

    def encode_mine(self, value):
        try:
            return self.encode(value)
        except Unencodable as error:
            self.unsendable = error.what
            raise TypeError("the suite passes what does not travel: " + error.what) from None


class Handle:
    """An object of the candidate's: can be called, passed back, and has attributes; equals nothing but itself."""

    __slots__ = ("_number",)

    def __init__(self, number):
        object.__setattr__(self, "_number", number)

    def __call__(self, /, *args, **kwargs):
        args = list(args)
        args_text, kwargs_text = LINK.encode_mine(args), LINK.encode_mine(kwargs)
        reply = LINK.ask("call", '"ref":%d,"args":%s,"kwargs":%s,"is_mutable":%s' % (
            object.__getattribute__(self, "_number"), args_text, kwargs_text,
            "true" if _may_change(args_text) or _may_change(kwargs_text) else "false"))
        if "arguments" in reply:
            _copy_back([args, kwargs], reply["arguments"])
        return LINK.value(reply)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return LINK.value(LINK.ask("get", '"ref":%d,"attribute":%s' % (
            object.__getattribute__(self, "_number"), _quote(name))))

    def __setattr__(self, name, value):
        if name.startswith("__"):
            raise AttributeError(name)
        LINK.value(LINK.ask("set", '"ref":%d,"attribute":%s,"value":%s' % (
            object.__getattribute__(self, "_number"), _quote(name), LINK.encode_mine(value))))

    def __bool__(self):
        raise TypeError("the result is not plain data and has no truth value here")

    def __repr__(self):
        return "<an object of the candidate's>"


def _may_change(text):
    """Whether something opens inside the list or dict of the arguments: only containers can be changed."""
    return "[" in text[1:] or "{" in text[1:]


def _copy_back(old, new):
    """Makes the suite's own containers look as the candidate left them, keeping identities where shapes agree."""
    stack = [(old, new)]
    while stack:
        old, new = stack.pop()
        t = type(old)
        if t is not type(new):
            continue
        if t is list:
            if len(old) != len(new):
                old[:] = new
                continue
            for i, value in enumerate(new):
                if _is_container(old[i]) and type(old[i]) is type(value):
                    stack.append((old[i], value))
                else:
                    old[i] = value
        elif t is tuple and len(old) == len(new):
            stack.extend(zip(old, new))
        elif t is dict:
            if list(old) != list(new):
                old.clear()
                old.update(new)
                continue
            for key, value in new.items():
                if _is_container(old[key]) and type(old[key]) is type(value):
                    stack.append((old[key], value))
                else:
                    old[key] = value
        elif t is set:
            old.clear()
            old.update(new)
        elif t is bytearray:
            old[:] = new


def _is_container(value):
    return type(value) in (list, tuple, dict, set, bytearray)


class _Names(dict):
    """Globals of the suite. Consulted for what neither prelude nor suite defines."""

    def __missing__(self, name):
        if hasattr(builtins, name):
            return getattr(builtins, name)
        if not name.startswith("__"):
            reply = LINK.ask("find", '"name":' + _quote(name))
            if reply["kind"] == "value":
                return reply["value"]
        raise KeyError(name)


class _Tests:
    """What became of each assert. Its methods are called from the rewritten suite."""

    def __init__(self):
        self.sources, self.has_run, self.has_failed = [], [], []
        self.current = None
        self.sides = None

    def add(self, source):
        self.sources.append(source)
        self.has_run.append(False)
        self.has_failed.append(False)
        return len(self.sources) - 1

    def begin(self, test):
        self.current, self.sides = test, None
        return True

    def end(self, test, value):
        value = bool(value)
        if value:
            self.has_run[test] = True
        return value

    def equal(self, test, is_swapped, left, right):
        if self.end(test, left == right):
            return True
        self.sides = (right, left) if is_swapped else (left, right)
        return False


def _mentions(node, names):
    if isinstance(node, _ast.Name):
        return node.id in names
    parts = [getattr(node, field, None) for field in node._fields]
    return any(_mentions(child, names) for part in parts for child in (part if isinstance(part, list) else (part,))
               if isinstance(child, _ast.AST))


def _instrument(node, source, tests, names):
    """
    Rewrites each assert C into assert begin(i) and end(i, C), or equal(i, .., A, B) where C is A == B. The side that
    mentions one of `names` is what the candidate gave, the other what was expected.
    """
    for field in node._fields:
        value = getattr(node, field, None)
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, _ast.AST):
                _instrument(child, source, tests, names)
    if not isinstance(node, _ast.Assert) or isinstance(node.test, _ast.Constant):
        return
    lines = source.split("\n")[node.lineno - 1:node.end_lineno]
    test = tests.add(" ".join(line.strip() for line in lines)[:MAX_TEXT])
    place = {name: getattr(node.test, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}

    def call(method, *args):
        name = _ast.Name("__assay__", _ast.Load(), **place)
        return _ast.Call(_ast.Attribute(name, method, _ast.Load(), **place),
                         [_ast.Constant(test, **place), *args], [], **place)

    condition = node.test
    if isinstance(condition, _ast.Compare) and len(condition.ops) == 1 and isinstance(condition.ops[0], _ast.Eq):
        left, right = condition.left, condition.comparators[0]
        is_swapped = _mentions(right, names) and not _mentions(left, names)
        result = call("equal", _ast.Constant(is_swapped, **place), left, right)
    else:
        result = call("end", condition)
    node.test = _ast.BoolOp(_ast.And(), [call("begin"), result], **place)


def _calls_check(statements):
    return any(isinstance(s, _ast.Expr) and isinstance(s.value, _ast.Call) and isinstance(s.value.func, _ast.Name)
               and s.value.func.id == "check" for s in statements)


class _Report:
    def __init__(self, tests):
        self.tests = tests
        self.failure = None
        self.is_complete = False

    def record(self, error):
        """The first failure decides the word; every failed assert loses its point."""
        tests = self.tests
        test = tests.current
        if test is not None:
            tests.has_failed[test] = True
        if self.failure is not None:
            return
        word, text = "wrong_answer", ""
        if LINK.is_gone:
            word, text = "gone", "the candidate's process ended"
        elif LINK.unsendable is not None:
            word, text = "undecided", "the suite passes what does not travel: " + LINK.unsendable
        else:
            if error is LINK.raised:
                word = LINK.raised_word
            if type(error) is not AssertionError or error is LINK.raised:
                text = "%s: %s" % (type(error).__name__, error)
        self.failure = test, word, text, tests.sides

    def text(self):
        tests = self.tests
        passed = [not failed and (run or self.failure is None) for run, failed in zip(tests.has_run, tests.has_failed)]
        if self.failure is not None and passed and all(passed):
            passed[-1] = False  # What failed stood behind the last assert.
        body = '{"op":"report","bits":"%s","ran":%d,"calls":%d' % (
            "".join("1" if p else "0" for p in passed), sum(tests.has_run) + sum(tests.has_failed), LINK.calls)
        if self.failure is not None:
            test, word, text, sides = self.failure
            body += ',"word":"%s","error":%s' % (word, _text(text))
            if test is not None:
                body += ',"test":%d,"source":%s' % (test, _text(tests.sources[test]))
            if sides is not None:
                body += ',"got":%s,"expected":%s' % (_text(_short_repr(sides[0])), _text(_short_repr(sides[1])))
        return body + "}"


def _short_repr(value):
    sys.set_int_max_str_digits(0)
    try:
        return repr(value)[:MAX_TEXT]
    except Exception as error:
        return "<%s>" % type(error).__name__


def _text(text):
    return _quote(text[:MAX_TEXT].encode("utf-8", "backslashreplace").decode("utf-8"))


def _run(statements, file, names, report):
    """Runs top-level statements in order. A failed assert does not stop the next; anything else does."""
    for statement in statements:
        report.tests.current = None
        try:
            exec(compile(_ast.Module([statement], []), file, "exec", 0, True), names)
        except BaseException as error:
            report.record(error)
            if LINK.is_gone or not isinstance(statement, _ast.Assert):
                return


def _read_text(folder, name):
    try:
        with open(os.path.join(folder, name), encoding="utf-8", newline=None) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _run_suite(folder, entry, report):
    names = _Names({"__name__": "__main__", "__builtins__": builtins, "__assay__": report.tests})
    prelude, suite = _read_text(folder, "prelude.py"), _read_text(folder, "suite.py")
    if "random" in prelude or "random" in suite:
        import random
        random.seed(20250101)  # A suite that draws its inputs draws the same ones for every candidate.
    try:
        exec(compile(prelude, "prelude.py", "exec", 0, True), names)
        tree = compile(suite, "suite.py", "exec", 0x400, True)  # PyCF_ONLY_AST
    except Exception as error:
        report.failure = None, "undecided", "the suite cannot run: %s: %s" % (type(error).__name__, error), None
        return
    _instrument(tree, suite, report.tests, (entry, "candidate"))
    try:
        if entry is not None:
            names[entry] = LINK.ask("find", '"name":' + _quote(entry))["value"]
    except (_Gone, KeyError) as error:
        LINK.is_gone = True
        report.record(error)
        return
    _run(tree.body, "suite.py", names, report)
    if report.failure is None and "check" in names and entry not in (None, "check") and not _calls_check(tree.body):
        call = compile("check(%s)" % entry, "suite.py", "exec", 0x400, True)
        _run(call.body, "suite.py", names, report)
    if LINK.is_gone and report.failure is None:
        report.record(None)  # The suite swallowed the news.


def _main():
    global LINK
    data = read_frame()
    if data is None:
        os._exit(1)
    hello = make_decoder(lambda tag, value: None)(data)
    LINK = _Link(hello["max_bytes"])
    os.set_inheritable(CHANNEL, False)
    report = _Report(_Tests())
    _run_suite(os.path.dirname(os.path.abspath(__file__)), hello["entry"], report)
    write_frame(report.text())
    os._exit(0)


_main()
