import sys


def work():
    a, x = [], 1
    for _ in range(1000000):
        x = x * 16807 % 2147483647
        a.append(x)
    return sum(v * (i % 3) for i, v in enumerate(a))


match input():
    case "sum": print(int(input()) + int(input()))
    case "echo": print(input(), "→ ✓")
    case "work": print(work())
    case "exit": sys.exit(3)
    case "crash": raise RuntimeError("crash")
    case "spin":
        while True: pass
    case "hog":
        everything = []
        while True: everything.append(bytearray(1 << 20))
    case "flood":
        while True: print("flood")
