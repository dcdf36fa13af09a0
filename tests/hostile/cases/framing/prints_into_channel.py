# problem: add
# accept: fail
# what: puts the channel in the place of standard output and prints frames
import os, sys
def add(a, b):
    os.dup2(3, 1)
    print('{"kind":"value","value":%d}' % (a + b), flush=True)
    return a + b
