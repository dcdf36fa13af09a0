// problem: sum
// slow: yes
// accept: fail
// what: compile-time evaluation that allocates and loops below each single limit
template <int N> struct S { char c[N]; constexpr S() : c() { for (int i = 0; i < N; i++) c[i] = i * N; } };
template <int N> constexpr long f() { S<200000> s; long r = 0; for (char c : s.c) r += c; return r + f<N - 1>(); }
template <> constexpr long f<0>() { return 1; }
constexpr long x = f<500>();
int main() { return x & 7; }
