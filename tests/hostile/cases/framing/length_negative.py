# problem: add
# accept: fail
# what: a frame whose length reads as -1
import os
def add(a, b):
    os.write(3, b"\xff\xff\xff\xff{}")
    return a + b
