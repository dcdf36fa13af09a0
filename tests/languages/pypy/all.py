import sys


def work():
    a, x = [], 1
    for _ in range(1000000):
        x = x * 16807 % 2147483647
        a.append(x)
    return sum(v * (i % 3) for i, v in enumerate(a))


command = input()
if command == "sum": print(int(input()) + int(input()))
elif command == "echo": print(input(), "→ ✓")
elif command == "work": print(work())
elif command == "exit": sys.exit(3)
elif command == "crash": raise RuntimeError("crash")
elif command == "spin":
    while True: pass
elif command == "hog":
    everything = []
    while True: everything.append(b"x" * (1 << 20) + bytes(len(everything)))
elif command == "flood":
    while True: print("flood")
