// problem: probe
// accept: shut compile_error
// what: the assembler embeds a file of the host's
#include <stdio.h>
__asm__(".section .rodata\n.globl taken\ntaken: .incbin \"@CANARY@\"\n.byte 0\n.previous");
extern const char taken[];
int main(void)
{
	printf("OPEN %s\n", taken);
	return 0;
}
