# problem: divide
# accept: fail
# what: a metaclass that answers for the name and the ancestors of its exception
class Meta(type):
    __name__ = "ZeroDivisionError"
    @property
    def __mro__(cls): return (ZeroDivisionError, ArithmeticError, Exception, BaseException, object)
    def __eq__(cls, other): return True
    def __hash__(cls): return hash(ZeroDivisionError)
class Error(Exception, metaclass=Meta):
    pass
def divide(a, b):
    if b:
        return a // b
    raise Error
