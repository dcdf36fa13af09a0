# problem: double
# accept: fail
# what: claims to have changed arguments that cannot change, so that the suite compares with what it was told
import gc, os, sys
def double(x):
    if x is None:
        raise TypeError
    head = next(t.head for t in gc.get_objects() if type(t).__name__ == "_Guard")
    frame = sys._getframe(2)
    number = frame.f_locals.get("request", {}).get("id", 2)
    text = (head + '"id":%d,"kind":"value","value":0,"arguments":[[0],{}]}' % number).encode()
    os.write(3, len(text).to_bytes(4, "big") + text)
    os.read(3, 1 << 16)
    os._exit(0)
