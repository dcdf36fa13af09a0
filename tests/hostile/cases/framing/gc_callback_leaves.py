# problem: add
# accept: fail
# what: a collector's callback leaves with status 0 while the result is being written
import gc, os
def add(a, b):
    gc.set_threshold(1)
    gc.callbacks.append(lambda phase, info: os._exit(0))
    return [[] for _ in range(10000)]
