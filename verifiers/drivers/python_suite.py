# SPDX-License-Identifier: Apache-2.0
"""The suite's side: run assertion code against a candidate that lives in another process.

Names resolve to the prelude's and the suite's own definitions, then Python's builtins, and beyond those to the
candidate's globals as opaque handles; only the entry point overrides. So nothing that a candidate defines can
stand in for what the suite means by `len` or `sorted`. Every assert whose condition is not a constant is one test; in a file
of tests (python_tests.py) it is every test function.
"""
import builtins
import _ast

MAX_TEXT = 2000
MAX_AHEAD = 8  # Calls that wait for their turn at the candidate; the worker may have to hold as many answers.
PURE = {"abs", "bool", "dict", "float", "frozenset", "int", "isinstance", "len", "list", "max", "min", "repr", "round", "set", "sorted",
        "str", "sum", "tuple", "type"}


class _Gone(BaseException):
    """The candidate's process is no more, or broke the protocol: nothing can be asked of it."""


class _Link:
    """Requests to the candidate, one at a time."""

    def __init__(self, max_bytes):
        self.handles, self.errors = {}, {}
        self.calls = 0
        self.ahead, self.planned = [], []  # Bodies of calls that were asked for already, and of those that will be.
        self.is_gone = False
        self.unsendable = self.lacking = None
        self.raised = self.raised_word = None
        self.has_stopped = False
        self.name_handle = lambda name, handle: handle
        self.encode = make_encoder(max_bytes, self.refer, takes_storage=False)
        self.decode = make_decoder(self.resolve)

    def refer(self, value):
        if isinstance(value, Handle):
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

    def _frames_ahead(self):
        """Of calls that the suite is going to make, as many as may wait."""
        text = b""
        while self.planned and len(self.ahead) < MAX_AHEAD:
            self.ahead.append(self.planned.pop())
            self.calls += 1
            text += frame('{"id":%d,"op":"call",%s}' % (self.calls, self.ahead[-1]))
        return text

    def ask(self, operation, body):
        if self.is_gone:
            raise _Gone
        if self.ahead and operation == "call" and body == self.ahead[0]:
            del self.ahead[0]
            if self.planned:
                write_bytes(self._frames_ahead())
            return self._reply(operation)
        while self.ahead:  # It does something else after all.
            del self.ahead[0]
            self._reply("call")
        self.calls += 1
        text = frame('{"id":%d,"op":"%s",%s}' % (self.calls, operation, body))
        if self.calls > 1:
            self.planned = []
        # The first request finds the entry point, which gets the number 0.
        write_bytes(text + self._frames_ahead())
        return self._reply(operation)

    def _reply(self, operation):
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
            args = tuple(reply["args"]) if type(reply.get("args")) is list else (message,)
            self.has_stopped = issubclass(error, StopIteration)
            if self.has_stopped:
                # In all(map(candidate, ..)) it would pass for the end of the list and nothing would be tested.
                error, args = RuntimeError, ("the candidate raised StopIteration: " + str(message),)
        else:
            error, args, self.raised_word = TypeError, ("the result is " + reply["what"],), "wrong_answer"
        # Some built-in errors insist on more arguments than a message.
        self.raised = error.__new__(error)
        self.raised.args = args
        raise self.raised

    def error_class(self, reply):
        base = getattr(builtins, reply["base"], Exception)
        if not (isinstance(base, type) and issubclass(base, Exception)):
            base = Exception
        if reply["builtin"]:
            return base
        module = reply.get("module", "")
        known = getattr(sys.modules.get(module), reply["type"], None)
        if isinstance(known, type) and issubclass(known, base) and not module.startswith("unittest"):
            return known  # Of a library that the suite uses as well; unittest's own say that a test was not run.
        return self._made_class((reply["type"], *reply.get("parents", ())), base)

    def _made_class(self, names, base):
        """A class of that name; classes between it and the built-in one are the same for all that derive from them."""
        if not names:
            return base
        key = names, base
        if key not in self.errors:
            self.errors[key] = type(names[0], (self._made_class(names[1:], base),), {})
        return self.errors[key]

    def find(self, name):
        """(is it there, the candidate's global of that name): a handle; of an exception's class, a class."""
        reply = self.ask("find", '"name":' + _quote(name))
        if reply["kind"] != "value":
            return False, None
        return True, self.error_class(reply["error"]) if "error" in reply else self.name_handle(name, reply["value"])

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
        reply = LINK.ask("call", _call_text(self, LINK.encode_mine(args), LINK.encode_mine(kwargs)))
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


def _call_text(handle, args_text, kwargs_text):
    return '"ref":%d,"args":%s,"kwargs":%s,"is_mutable":%s' % (
        object.__getattribute__(handle, "_number"), args_text, kwargs_text,
        "true" if _may_change(args_text) or _may_change(kwargs_text) else "false")


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
            found, value = LINK.find(name)
            if found:
                return value
        raise KeyError(name)


class _Tests:
    """
    What became of each assert. Its methods are called from the rewritten suite; None is the number of an assert that is
    part of a test and none itself.
    """

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
        if test is not None:
            self.current = test
        self.sides = None
        return True

    def end(self, test, value):
        value = bool(value)
        if value and test is not None:
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


def _instrument(node, source, tests, names, is_file, is_part=False):
    """
    Rewrites each assert C into assert begin(i) and end(i, C), or equal(i, .., A, B) where C is A == B. The side that
    mentions one of `names` is what the candidate gave, the other what was expected. In a file of tests, asserts of
    functions are parts of tests: i is None.
    """
    for field in node._fields:
        value = getattr(node, field, None)
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, _ast.AST):
                is_function = isinstance(child, (_ast.FunctionDef, _ast.AsyncFunctionDef))
                _instrument(child, source, tests, names, is_file, is_part or (is_file and is_function))
    if not isinstance(node, _ast.Assert) or isinstance(node.test, _ast.Constant):
        return
    test = None
    if not is_part:
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


def _is_literal(node):
    if isinstance(node, (_ast.List, _ast.Tuple, _ast.Set)):
        return all(map(_is_literal, node.elts))
    if isinstance(node, _ast.Dict):
        return all(k is not None and _is_literal(k) for k in node.keys) and all(map(_is_literal, node.values))
    if isinstance(node, _ast.UnaryOp):
        return _is_literal(node.operand)
    return isinstance(node, _ast.Constant)


def _only_call(test, name):
    """The one call of `name`, with literals, in an expression that does nothing else to be seen from outside; else None."""
    found, stack = None, [test]
    while stack:
        node = stack.pop()
        if isinstance(node, _ast.Call):
            if node.keywords or not isinstance(node.func, _ast.Name):
                return None
            if node.func.id == name and found is None and all(map(_is_literal, node.args)):
                found = node
            elif node.func.id in PURE and node.func.id != name:
                stack.extend(node.args)
            else:
                return None
        elif isinstance(node, _ast.Compare) and len(node.ops) == 1:
            stack += node.left, node.comparators[0]
        elif isinstance(node, _ast.BinOp):
            stack += node.left, node.right
        elif isinstance(node, _ast.UnaryOp):
            stack.append(node.operand)
        elif not _is_literal(node) and not (isinstance(node, _ast.Name) and node.id in PURE):
            return None
    return found


def _straight_calls(statements, entry):
    """
    Calls of the candidate in the asserts that a suite begins with, at its top level or in `check`: they come in this order until
    one fails, so they can be asked for ahead of time.
    """
    for statement in statements:
        if isinstance(statement, _ast.FunctionDef) and statement.name == "check" and len(statement.args.args) == 1:
            statements, entry = statement.body, statement.args.args[0].arg
            break
    calls = []
    for statement in statements:
        if isinstance(statement, _ast.Assert):
            call = _only_call(statement.test, entry)
            if call is not None:
                calls.append(call)
            elif not isinstance(statement.test, _ast.Constant):
                break
        elif not isinstance(statement, (_ast.Import, _ast.Pass)) and not (
                isinstance(statement, _ast.Expr) and isinstance(statement.value, _ast.Constant)):
            break
    return calls


def _plan(calls):
    bodies, entry = [], LINK.resolve("$ref", 0)
    for call in calls:
        place = {name: getattr(call, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
        try:
            args = eval(compile(_ast.Expression(_ast.List(call.args, _ast.Load(), **place)), "suite.py", "eval", 0, True))
            bodies.append(_call_text(entry, LINK.encode(args), "{}"))
        except Exception:
            break
    LINK.planned = bodies[::-1]


def _calls_check(statements):
    return any(isinstance(s, _ast.Expr) and isinstance(s.value, _ast.Call) and isinstance(s.value.func, _ast.Name)
               and s.value.func.id == "check" for s in statements)


def _is_test(node):
    if isinstance(node, _ast.ClassDef):
        return any(isinstance(n, (_ast.FunctionDef, _ast.AsyncFunctionDef)) and n.name.startswith("test") for n in node.body)
    return isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef)) and node.name.startswith("test")


def _is_file_of_tests(statements):
    """Whether somebody else is expected to find and call what is in it: pytest, or unittest."""
    names = {s.name for s in statements if _is_test(s)}
    called = {s.value.func.id for s in statements if isinstance(s, _ast.Expr) and isinstance(s.value, _ast.Call)
              and isinstance(s.value.func, _ast.Name)}
    defines_check = any(isinstance(s, _ast.FunctionDef) and s.name == "check" for s in statements)
    return bool(names) and not names & called and not defines_check


class _Report:
    def __init__(self, tests):
        self.tests = tests
        self.failure = None
        self.is_file = False

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
        elif LINK.lacking is not None:
            word, text = "undecided", "the suite needs what is not there: " + LINK.lacking
        elif LINK.unsendable is not None:
            word, text = "undecided", "the suite passes what does not travel: " + LINK.unsendable
        else:
            if error is LINK.raised:
                word = LINK.raised_word
            if not isinstance(error, AssertionError) or error is LINK.raised:
                text = "%s: %s" % (type(error).__name__, error)
            elif self.is_file and tests.sides is None:
                text = str(error)
        self.failure = test, word, text, tests.sides

    def text(self):
        tests = self.tests
        passed = [not failed and (run or (self.failure is None and not self.is_file)) for run, failed in zip(tests.has_run, tests.has_failed)]
        if self.failure is not None and passed and all(passed):
            passed[-1] = False  # What failed stood behind the last assert.
        body = '{"op":"report","bits":"%s","ran":%d,"calls":%d' % (
            "".join("1" if p else "0" for p in passed), sum(tests.has_run) + sum(tests.has_failed), LINK.calls)
        if self.failure is not None:
            test, word, text, sides = self.failure
            if LINK.ahead and word != "gone":
                body += ',"ahead":true'
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
    except BaseException as error:  # Objects of the candidate's have to be asked, and may be gone.
        return "<%s>" % type(error).__name__


def _text(text):
    return _quote(text[:MAX_TEXT].encode("utf-8", "backslashreplace").decode("utf-8"))


def _run(statements, file, names, report):
    """Runs top-level statements in order. A failed assert does not stop the next; anything else does, but in files of tests."""
    for statement in statements:
        report.tests.current = None
        try:
            exec(compile(_ast.Module([statement], []), file, "exec", 0, True), names)
        except BaseException as error:
            report.record(error)
            if not report.is_file and (LINK.is_gone or not isinstance(statement, _ast.Assert)):
                return


def _read_text(folder, name):
    try:
        with open(os.path.join(folder, name), encoding="utf-8", newline=None) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _compile(folder, names, report):
    """Runs the prelude. The suite's text and tree, or None when it cannot run."""
    prelude, suite = _read_text(folder, "prelude.py"), _read_text(folder, "suite.py")
    if "random" in prelude or "random" in suite:
        import random
        random.seed(20250101)  # A suite that draws its inputs draws the same ones for every candidate.
    try:
        exec(compile(prelude, "prelude.py", "exec", 0, True), names)
        return suite, compile(suite, "suite.py", "exec", 0x400, True)  # PyCF_ONLY_AST
    except Exception as error:
        report.failure = None, "undecided", "the suite cannot run: %s: %s" % (type(error).__name__, error), None
        return suite, None


def _find_entry(entry, names, report):
    try:
        if entry is not None:
            found, names[entry] = LINK.find(entry)
            if not found:
                raise _Gone
        return True
    except _Gone as error:
        LINK.is_gone = True
        report.record(error)
        return False


def _run_suite(folder, entry, report):
    names = _Names({"__name__": "__main__", "__builtins__": builtins, "__assay__": report.tests})
    suite, tree = _compile(folder, names, report)
    if tree is None:
        return
    report.is_file = _is_file_of_tests(tree.body)
    calls = [] if report.is_file or entry is None else _straight_calls(tree.body, entry)
    _instrument(tree, suite, report.tests, (entry, "candidate"), report.is_file)
    # What imports the candidate, or is a file of tests, needs more of us; see driver.c.
    more = _read_text(folder, "assay_tests.py")
    scope = dict(globals())
    if more:
        exec(compile(more, "assay_tests.py", "exec", 0, True), scope)
        scope["take_imports"](tree, entry)
    if report.is_file:
        scope["begin_file"](names, suite)
    _plan(calls)
    if not _find_entry(entry, names, report) and not report.is_file:
        return
    _run(tree.body, "suite.py", names, report)
    if report.is_file:
        scope["run_file"](tree, names, report)
        scope["end_file"](report)
    elif report.failure is None and "check" in names and entry not in (None, "check") and not _calls_check(tree.body):
        call = compile("check(%s)" % entry, "suite.py", "exec", 0x400, True)
        _run(call.body, "suite.py", names, report)
    if LINK.is_gone and report.failure is None:
        report.record(None)  # The suite swallowed the news.


def main():
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
