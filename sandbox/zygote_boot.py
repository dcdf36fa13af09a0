# SPDX-License-Identifier: Apache-2.0
"""The start of a zygote (see zygote.h), as the interpreter's sitecustomize.

All of it runs before any candidate exists. The last line is what `site` expects of a machine without a sitecustomize, so that
this module is forgotten like one that was never there; the interpreter goes on, until it comes to the program and the library stops
it (zygote_library.c).
"""
import sys
import posix

FOLDER = "/tmp/zygote"
ORDERS_FD = 8


def leave_no_way():
    """How the interpreter was led here is none of a candidate's business."""
    import os  # `site` has loaded it.
    os.environ.pop("PYTHONPATH")
    sys.path.remove(FOLDER)
    sys.path_importer_cache.pop(FOLDER, None)


def read_orders():
    """A line of module names, then for each file of ours a line with its name and length, and its bytes."""
    parts = []
    while part := posix.read(ORDERS_FD, 1 << 20):
        parts.append(part)
    names, _, rest = b"".join(parts).partition(b"\n")
    files = []
    while rest:
        head, _, rest = rest.partition(b"\n")
        name, length = head.split(b" ")
        files.append((name.decode(), rest[:int(length)]))
        rest = rest[int(length):]
    return names.decode().split(), files


def load(names, files):
    for name in names:
        try:
            __import__(name)
        except ModuleNotFoundError:
            pass  # Not installed here: a candidate that wants it will be told so.
    for name, source in files:
        module = type(sys)(name)
        module.__file__ = "/box/" + name + ".py"
        sys.modules[name] = module
        exec(compile(source, module.__file__, "exec", 0, True), module.__dict__)


def settle():
    """What lives now is not looked at again by a child's collector, which would copy every page of it."""
    was_loaded = "gc" in sys.modules
    import gc
    gc.collect()
    gc.freeze()
    if not was_loaded:
        del sys.modules["gc"]


def call_library(part):
    from _imp import create_dynamic

    class Library:
        name = part
        origin = FOLDER + "/library.so"
    try:
        create_dynamic(Library)
    except ImportError as error:
        if str(error) != "done":  # Its way of ending an import of which nothing shall remain.
            raise


def shorten_the_end():
    """
    At the end the interpreter takes all modules apart, and then itself, which copies every page that they are on: two
    thirds of the work of a small program. Modules loaded here, which the library holds, are taken off the list first,
    so that what is taken apart is what the candidate made. Its own handlers run before this one.
    """
    was_loaded = "atexit" in sys.modules
    import atexit
    call_library("_assay_end")
    is_ending, expect_zero = sys.__dict__.pop("is_ending"), sys.__dict__.pop("expect_zero")
    modules = sys.modules
    loaded = {name: module for name, module in modules.items() if name not in ("__main__", "builtins", "sys")}

    def end():
        if not is_ending():
            return
        for name, module in loaded.items():
            if modules.get(name) is module:
                del modules[name]
        if hasattr(sys, "last_type") or hasattr(sys, "last_exc"):
            return
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:
            return
        expect_zero()

    atexit.register(end)
    if not was_loaded:
        del modules["atexit"]


def prepare():
    """The last step of what is not the candidate's. The answer is to be called in each: what the interpreter's own hooks for
    forked children do not draw anew."""
    settle()
    numpy_random = sys.modules.get("numpy.random")
    return numpy_random and numpy_random.seed


def wait_for_program():
    sys.prepare = prepare
    call_library("_assay_zygote")


try:
    leave_no_way()
    load(*read_orders())
    shorten_the_end()
    wait_for_program()
except BaseException as error:
    posix.write(2, ("%s: %s\n" % (type(error).__name__, error)).encode("utf-8", "backslashreplace"))
    posix._exit(1)
raise ImportError(name="sitecustomize")
