# problem: add
# accept: fail
# what: registers error handlers and codecs that rewrite what the driver encodes
import codecs, sys
codecs.register_error("strict", lambda e: ("4", e.end))
codecs.register(lambda name: codecs.CodecInfo(lambda t, e="strict": (b'"kind":"done"}', len(t)), codecs.utf_8_decode))
sys.modules["assay_driver_candidate"]._encode_text = lambda text, *a: text.replace("wrong", "right").encode()
def add(a, b):
    return "wrong"
