import sys

n = int(open(sys.argv[1]).read())
words = sys.stdin.read().split()
ok = len(words) == 1 and words[0].isdigit() and 1 < int(words[0]) < n and n % int(words[0]) == 0
sys.exit(42 if ok else 43)
