# problem: divide
# accept: fail
# what: an exception class whose name is the rest of a frame that says built-in
def divide(a, b):
    if b:
        return a // b
    raise type('ZeroDivisionError","builtin":true,"base":"ZeroDivisionError","x":"', (ZeroDivisionError,), {})("x")
