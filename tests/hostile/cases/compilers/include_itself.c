// problem: sum
// accept: fail
// what: includes itself twice, to any depth
#include __FILE__
#include __FILE__
int main(void) { return 0; }
