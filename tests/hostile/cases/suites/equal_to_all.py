# problem: double
# accept: fail
# what: objects that equal everything, in the suite's own process if they got there
class Yes:
    def __eq__(self, other): return True
    def __radd__(self, other): return self
    def __bool__(self): return True
def double(x):
    if x is None:
        raise TypeError
    return Yes()
