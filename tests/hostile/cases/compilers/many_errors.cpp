// problem: sum
// accept: compile_error output_limit
// what: diagnostics without an end, with escapes for the terminal in them
#define X(n) undeclared_##n("\x1b]0;owned\x07" [31m); static_assert(0, "\x1b[2J passed");
#define Y X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8)
#define Z Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y
int main() { Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z Z }
