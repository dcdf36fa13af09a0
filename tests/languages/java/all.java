import java.util.*;

public class Main {
	static long work() {
		long[] a = new long[1000000];
		long x = 1, sum = 0;
		for (int i = 0; i < a.length; i++)
			a[i] = x = x * 16807 % 2147483647;
		for (int i = 0; i < a.length; i++)
			sum += a[i] * (i % 3);
		return sum;
	}

	public static void main(String[] args) throws Exception {
		Scanner in = new Scanner(System.in);
		switch (in.nextLine()) {
		case "sum" -> System.out.println(in.nextLong() + in.nextLong());
		case "echo" -> System.out.println(in.nextLine() + " → ✓");
		case "work" -> System.out.println(work());
		case "exit" -> System.exit(3);
		case "crash" -> throw new IllegalStateException("crash");
		case "spin" -> {
			for (long i = 0;; i++)
				if (i < 0)
					break;
		}
		case "hog" -> {
			List<byte[]> all = new ArrayList<>();
			for (;;)
				all.add(new byte[1 << 20]);
		}
		case "flood" -> {
			for (;;)
				System.out.println("flood");
		}
		}
	}
}
