# problem: count
# accept: wrong_answer
# what: a dict whose items, keys and iteration say other than what it holds
class Lies(dict):
    def items(self): return {"a": 2, "b": 1}.items()
    def keys(self): return {"a": 2, "b": 1}.keys()
    def __iter__(self): return iter(("a", "b"))
    def __getitem__(self, key): return {"a": 2, "b": 1}[key]
    def __len__(self): return 2
def count(s):
    return Lies()
