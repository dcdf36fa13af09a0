class Main { void main() { return 1; } }
