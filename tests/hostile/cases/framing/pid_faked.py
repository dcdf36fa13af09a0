# problem: add
# accept: fail
# what: convinces the driver that the forked child is the process it began in, so that two results are sent
import os, sys
def add(a, b):
    driver = sys.modules["__main__"]
    if os.fork() == 0:
        driver._PID = os.getpid()
        return a + b
    os.wait()
    return a + b
