# problem: double
# accept: fail
# what: starts the interpreter anew without asserts, and becomes a program that always succeeds
import os, sys
def double(x):
    os.environ["PYTHONOPTIMIZE"] = "2"
    try:
        os.execv(sys.executable, [sys.executable, "-O", *sys.argv])
    except OSError:
        os.execv("/bin/true", ["true"])
