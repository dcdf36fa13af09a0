# problem: double
# accept: fail
# what: raises the one error that the suite expects, always
def double(x):
    raise TypeError("TypeError")
