// problem: sum
// accept: fail
// what: one line of assembler for a terabyte of section, and one repeated four billion times
__asm__(".data\n.fill 0x7fffffff, 8, 1\n.rept 0xffffffff\n.quad 1\n.endr\n.org 0xffffffffff\n");
int main(void) { return 0; }
