# problem: double
# accept: fail
# what: results that refer to objects of the suite's, to builtins and to numbers that were never given out
import gc, os, sys
def double(x):
    if x is None:
        raise TypeError
    driver = sys.modules["assay_driver_candidate"]
    driver._Server.encode = lambda self, value: '{"$builtin":"max"}'
    head = next(t.head for t in gc.get_objects() if type(t).__name__ == "_Guard")
    for value in ('{"$builtin":"open"}', '{"$ref":-1}', '{"$ref":1e99}', '{"$ref":99999999999999999999}'):
        text = (head + '"id":2,"kind":"value","value":%s}' % value).encode()
        os.write(3, len(text).to_bytes(4, "big") + text)
    return None
