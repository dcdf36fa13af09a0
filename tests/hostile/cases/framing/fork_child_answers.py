# problem: add
# accept: fail
# what: a forked child comes back out of the call with the right value, the parent with none
import os, time
def add(a, b):
    if os.fork() == 0:
        return a + b
    time.sleep(0.3)
    os._exit(0)
