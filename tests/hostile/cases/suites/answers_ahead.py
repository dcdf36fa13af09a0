# problem: double
# accept: fail
# what: answers questions that were not asked yet
import gc, os
def double(x):
    head = next(t.head for t in gc.get_objects() if type(t).__name__ == "_Guard")
    for number in range(1, 30):
        text = (head + '"id":%d,"kind":"value","value":true}' % number).encode()
        os.write(3, len(text).to_bytes(4, "big") + text)
    return None
