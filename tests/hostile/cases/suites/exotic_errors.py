# problem: double
# accept: fail
# what: errors that need more than a message, in place of the right one
def double(x):
    if x is None:
        raise UnicodeDecodeError("utf-8", b"", 0, 1, "x")
    if x == 2:
        raise ExceptionGroup("passed", [TypeError()])
    return 2 * x
