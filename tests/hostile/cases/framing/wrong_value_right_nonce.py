# problem: add
# accept: fail
# what: forges result and marker with the run's own nonce: the value is what counts
import os, sys
def add(a, b):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if hasattr(value, "head"):
                for body in ('"kind":"value","value":true}', '"kind":"done"}'):
                    text = (value.head + body).encode()
                    os.write(3, len(text).to_bytes(4, "big") + text)
                os._exit(0)
        frame = frame.f_back
