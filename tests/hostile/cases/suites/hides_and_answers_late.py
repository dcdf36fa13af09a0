# problem: double
# accept: fail
# what: a thread answers the suite with the next question's answer while the driver still works
import gc, os, threading, time
def double(x):
    head = next(t.head for t in gc.get_objects() if type(t).__name__ == "_Guard")
    def late():
        for number in range(1, 9):
            text = (head + '"id":%d,"kind":"value","value":%d}' % (number, number)).encode()
            os.write(3, len(text).to_bytes(4, "big") + text)
            time.sleep(0.01)
    threading.Thread(target=late, daemon=True).start()
    time.sleep(0.2)
    return 1
