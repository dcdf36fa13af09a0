# problem: add
# accept: fail
# what: closes the channel and exits as if all were well
import os
def add(a, b):
    os.close(3)
    return a + b
