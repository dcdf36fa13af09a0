// problem: plus
// accept: fail
// what: its own write, exit and main in the place of the driver's
#include <unistd.h>
extern "C" ssize_t write(int fd, const void *p, size_t n) { (void)fd; (void)p; return (ssize_t)n; }
extern "C" void exit(int) { _exit(0); }
#define main driver_main
#define _exit(x) _exit(0)
long long add(long long, long long) { return 0; }
