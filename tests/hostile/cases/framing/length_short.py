# problem: add
# accept: fail
# what: one stray byte on the channel shifts every frame behind it
import os
def add(a, b):
    os.write(3, b"\0")
    return a + b
