# problem: add
# accept: fail
# what: announces two gigabytes and sends the right frame as their beginning
import os
def add(a, b):
    os.write(3, b"\x7f\xff\xff\xff")
    return a + b
