// problem: roomy
// accept: fail
// needs: javac
// what: class and package names that leave the output folder, and unicode escapes that end comments
package \u002e\u002e.etc;
/* \u002a\u002f class Hidden { static { Runtime.getRuntime().halt(0); } } */
public class Main { public static void main(String[] a) { System.out.println(5); } }
