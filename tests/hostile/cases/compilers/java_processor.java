// problem: roomy
// accept: fail
// needs: javac
// what: an annotation processor and a compiler plugin that come along as services
public class Main {
	public static void main(String[] a) { System.exit(3); }
}
@@ META-INF/services/javax.annotation.processing.Processor
Evil
@@ META-INF/services/com.sun.source.util.Plugin
Evil
@@ Evil.java
public class Evil extends javax.annotation.processing.AbstractProcessor { static { System.exit(0); }
public boolean process(java.util.Set s, javax.annotation.processing.RoundEnvironment r) { return true; } }
