// problem: sum
// accept: fail
// what: types that double with each instantiation
template <int N> struct T { typename T<N - 1>::type a; typename T<N - 1>::type b; struct type { T<N - 1> x; T<N - 2> y; int z[N]; }; };
template <> struct T<0> { using type = int; };
template <> struct T<-1> { using type = int; };
template <int A, int B> struct U { static constexpr long v = U<A - 1, B>::v + U<A, B - 1>::v + U<A - 1, B + 1000 - A>::v; };
int main() { return U<800, 800>::v + sizeof(T<400>); }
