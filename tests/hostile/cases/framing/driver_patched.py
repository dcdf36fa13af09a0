# problem: add
# accept: fail
# what: replaces the driver's own functions in its module by ones that report success
import sys
driver = sys.modules["assay_driver_candidate"]
def claim(*args, **kwargs):
    return '"kind":"value","value":true,"passed":true,"verdict":"accepted"'
for name in ("_call_once", "_describe", "_unencodable"):
    setattr(driver, name, claim)
driver.make_encoder = lambda *a, **k: lambda value: "true"
def add(a, b):
    return None
