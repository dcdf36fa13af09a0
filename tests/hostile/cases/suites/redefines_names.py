# problem: double
# accept: fail
# what: defines range, TypeError, print and check for the suite to pick up
def range(n): return []
class TypeError(Exception): pass
def check(candidate): return True
def double(x):
    return 4 if x == 2 else -42 if x == -21 else None
