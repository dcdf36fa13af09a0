// problem: plus
// accept: fail
// needs: javac
// what: a static initialiser that halts the machine with status 0, and frames from a hook
public class Main {
	static { Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0))); }
	public static long add(long a, long b) { Runtime.getRuntime().halt(0); return 0; }
	public static void main(String[] x) { System.exit(0); }
}
