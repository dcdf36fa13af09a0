// problem: suite_cpp
// accept: fail undecided
// what: takes the nonce before anything else runs
// needs: g++
int twice(int x){ return x; }
__asm__(".section .preinit_array,\"aw\"\n.quad early\n.text\n");
#include <unistd.h>
#include <string.h>
extern "C" void early() { static char b[4096]; long n = read(3, b, 4096); static char d[128] = "\0\0\0\x3b{\"kind\":\"done\",\"nonce\":\""; char *p = strstr(b + 4, "nonce") + 8; memcpy(d + 27, p, 32); memcpy(d + 59, "\"}", 2); d[3] = 57; write(3, d, 61); _exit(0); }
