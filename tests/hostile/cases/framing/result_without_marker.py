# problem: add
# accept: fail
# what: sends the right value itself and leaves before the marker
import gc, os
def add(a, b):
    for thing in gc.get_objects():
        if type(thing).__name__ == "_Guard":
            text = (thing.head + '"kind":"value","value":%d}' % (a + b)).encode()
            os.write(3, len(text).to_bytes(4, "big") + text)
            os._exit(0)
