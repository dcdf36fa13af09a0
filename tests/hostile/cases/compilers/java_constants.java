// problem: roomy
// accept: fail
// needs: javac
// what: constants folded at compile time to a string of gigabytes
public class Main {
	static final String A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", B = A + A + A + A + A + A + A + A + A + A,
		C = B + B + B + B + B + B + B + B + B + B, D = C + C + C + C + C + C + C + C + C + C,
		E = D + D + D + D + D + D + D + D + D + D, F = E + E + E + E + E + E + E + E + E + E,
		G = F + F + F + F + F + F + F + F + F + F, H = G + G + G + G + G + G + G + G + G + G;
	public static void main(String[] a) { System.out.println(H); }
}
