# problem: double
# accept: fail
# what: handlers at exit, hooks and a thread's end that leave with status 0 behind a wrong answer
import atexit, os, signal, sys, threading
atexit.register(os._exit, 0)
threading._register_atexit(os._exit, 0)
sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *a: os._exit(0)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
    signal.signal(number, lambda *a: os._exit(0))
def double(x):
    return x
