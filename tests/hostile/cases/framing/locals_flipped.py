# problem: add
# accept: fail
# what: a trace function swaps the driver's locals for others while it encodes
import ctypes, sys
def flip(frame, event, arg):
    for name in ("value", "text", "body"):
        if name in frame.f_locals:
            frame.f_locals[name] = "true"
            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    return flip
def add(a, b):
    frame = sys._getframe()
    while frame:
        frame.f_trace = flip
        frame = frame.f_back
    sys.settrace(flip)
    return 0
