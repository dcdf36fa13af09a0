// problem: sum
// accept: fail
// what: a small file that asks for terabytes when it is loaded
static char giant[1ull << 45];
int main(void) { giant[1ull << 44] = 1; return 5; }
