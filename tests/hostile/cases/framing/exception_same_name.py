# problem: divide
# accept: fail
# what: a class called as the expected exception, entered in the driver's own table of built-in ones by a wrong id
import sys
class ZeroDivisionError(Exception):
    pass
sys.modules["assay_driver_candidate"].BUILTIN_ERRORS[id(ZeroDivisionError) + 1] = "ZeroDivisionError"
def divide(a, b):
    if b:
        return a // b
    raise ZeroDivisionError("not the one")
