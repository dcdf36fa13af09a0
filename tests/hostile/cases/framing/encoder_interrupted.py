# problem: add
# accept: fail
# what: a timer raises in the middle of the driver's sending and turns it into a clean exit
import os, signal
def add(a, b):
    signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
    signal.setitimer(signal.ITIMER_REAL, 0.000001, 0.000001)
    return list(range(100000))
