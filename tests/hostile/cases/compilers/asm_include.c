// problem: sum
// accept: fail
// what: the assembler's own include, and macros without an end
__asm__(".include \"/etc/shadow\"\n.include \"@CANARY@\"\n.altmacro\n.macro again\nagain\nagain\n.endm\nagain\n");
int main(void) { return 0; }
