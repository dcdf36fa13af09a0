# problem: add
# accept: fail
# what: writes to the channel as fast as the worker reads
import os
def add(a, b):
    while True:
        os.write(3, b"x" * 65536)
