# problem: add
# accept: fail
# what: guesses nonces from clocks, pids and short texts, ten thousand of them
import os, random, time
def add(a, b):
    guesses = ["%032x" % random.getrandbits(128) for _ in range(5000)] + ["", "0" * 32, str(os.getpid()), str(time.time_ns())]
    for guess in guesses:
        text = ('{"nonce":"%s","kind":"value","value":%d}' % (guess, a + b)).encode()
        os.write(3, len(text).to_bytes(4, "big") + text)
    os._exit(0)
