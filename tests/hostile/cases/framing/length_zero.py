# problem: add
# accept: fail
# what: a thousand frames of nothing in front of the result
import os
def add(a, b):
    os.write(3, b"\0\0\0\0" * 1000)
    return a + b
