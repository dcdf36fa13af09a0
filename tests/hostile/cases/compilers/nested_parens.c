// problem: sum
// accept: fail
// what: expressions nested two million deep by macros, for the compiler's own stack
#define A(x) ((x)+(x))
#define B(x) A(A(A(A(x))))
#define C(x) B(B(B(B(x))))
#define D(x) C(C(x))
int main(void) { return D(1) != 0; }
