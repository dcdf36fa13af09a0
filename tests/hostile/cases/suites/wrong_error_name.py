# problem: double
# accept: fail
# what: a class of the expected name that is no such error
Mine = type("TypeError", (Exception,), {})
def double(x):
    if x is None:
        raise Mine("TypeError")
    return 2 * x
