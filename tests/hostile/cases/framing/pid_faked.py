# problem: add
# accept: fail
# what: convinces the driver that the forked child is the process it began in, so that two results are sent
import os, sys
def add(a, b):
    guard = sys._getframe(1).f_locals["guard"]
    if os.fork() == 0:
        guard.pid = os.getpid()
        return a + b
    os.wait()
    return a + b
