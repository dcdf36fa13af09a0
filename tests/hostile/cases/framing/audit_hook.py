# problem: add
# accept: fail
# what: an audit hook that leaves with status 0 at the first thing the driver does
import os, sys
def add(a, b):
    sys.addaudithook(lambda *_: os._exit(0))
    compile("1", "x", "eval")
    return a + b
