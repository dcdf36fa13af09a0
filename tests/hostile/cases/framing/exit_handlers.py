# problem: add
# accept: fail
# what: handlers at exit, an except hook and a destructor that each print and send success
import atexit, os, sys
def shout(*_):
    os.write(3, b'\0\0\0\x0f{"kind":"done"}')
    print("passed", flush=True)
    os._exit(0)
atexit.register(shout)
sys.excepthook = sys.unraisablehook = shout
class Late:
    def __del__(self): shout()
keep = Late()
def add(a, b):
    sys.exit(0)
