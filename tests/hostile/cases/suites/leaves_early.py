# problem: double
# accept: fail
# what: exits with status 0 at the first question
import os
def double(x):
    os._exit(0)
