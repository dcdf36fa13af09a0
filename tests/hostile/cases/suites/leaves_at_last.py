# problem: double
# accept: fail
# what: right answers first, and a clean exit where the last would be wrong
import os
calls = []
def double(x):
    calls.append(x)
    if x is None:
        raise TypeError
    if len(calls) > 6:
        os._exit(0)
    return 2 * x
