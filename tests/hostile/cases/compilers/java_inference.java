// problem: roomy
// accept: fail
// needs: javac
// what: generic calls nested so that the compiler's inference takes exponential time
import java.util.*;
import java.util.function.*;
public class Main {
	static <T> T id(Function<T, T> f, T x) { return f.apply(x); }
	static <A, B> Function<A, B> f(Function<A, B> g) { return g; }
	public static void main(String[] a) {
		Object o = f(x -> f(y -> f(z -> f(u -> f(v -> f(w -> f(p -> f(q -> f(r -> f(s -> f(t -> f(k -> f(l -> f(m -> f(n -> Arrays.asList(x, y, z, u, v, w, p, q, r, s, t, k, l, m, n))))))))))))))));
		System.exit(2);
	}
}
