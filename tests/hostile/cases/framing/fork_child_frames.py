# problem: add
# accept: fail
# what: a forked child answers wrongly by frames of its own while the parent waits for a signal to agree
import gc, os, time
def add(a, b):
    head = next(t.head for t in gc.get_objects() if type(t).__name__ == "_Guard")
    if os.fork() == 0:
        for body in ('"kind":"value","value":1}', '"kind":"done"}'):
            text = (head + body).encode()
            os.write(3, len(text).to_bytes(4, "big") + text)
        os._exit(0)
    os.wait()
    os._exit(0)
