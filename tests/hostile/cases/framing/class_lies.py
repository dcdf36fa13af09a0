# problem: add
# accept: fail
# what: an object whose __class__ says int and whose operators agree with everything
class Yes:
    __class__ = int
    def __eq__(self, other): return True
    def __hash__(self): return 4
    def __index__(self): return 4
    __int__ = __index__
    def __repr__(self): return "4"
    __str__ = __repr__
    def __reduce__(self): return int, (4,)
    def __instancecheck__(self, other): return True
def add(a, b):
    return Yes()
