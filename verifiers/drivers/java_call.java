// SPDX-License-Identifier: Apache-2.0
// Calls one method of the candidate's and sends plain data back. Arguments are read by the types of its parameters. The
// expected value is not in this process.
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

public final class AssayDriver {
	private static final int MAX_DEPTH = 200, MAX_INT_BITS = 400_000, WANTS_ARG0 = 1, HAS_MORE = 2;

	@SuppressWarnings("serial")
	private static final class Unencodable extends Exception {
		final String kind, what;

		Unencodable(String kind, String what) {
			this.kind = kind;
			this.what = what;
		}
	}

	@SuppressWarnings("serial")
	private static final class Mismatch extends Exception {
		Mismatch(String what) {
			super(what);
		}
	}

	private final FileInputStream in;
	private final FileOutputStream out;
	private byte[] hello;
	private int at;
	private String nonce;
	private long budget;

	/** Named so that the compiler looks for it. */
	private static final Class<?> CANDIDATE_FILE = @CLASS@.class;

	private AssayDriver() throws Exception {
		var field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
		field.setAccessible(true);
		var unsafe = (sun.misc.Unsafe) field.get(null);
		var descriptor = new FileDescriptor(); // Descriptor 3 is a socket, which no path opens.
		unsafe.putInt(descriptor, unsafe.objectFieldOffset(FileDescriptor.class.getDeclaredField("fd")), 3);
		in = new FileInputStream(descriptor);
		out = new FileOutputStream(descriptor);
	}

	private static byte[] readExactly(FileInputStream in, int n) throws IOException {
		byte[] bytes = new byte[n];
		for (int have = 0; have < n;) {
			int got = in.read(bytes, have, n - have);
			if (got <= 0)
				Runtime.getRuntime().halt(70);
			have += got;
		}
		return bytes;
	}

	private void send(String body) throws IOException {
		byte[] payload = ("{\"nonce\":\"" + nonce + "\"," + body + "}").getBytes(StandardCharsets.UTF_8);
		byte[] frame = ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).array();
		out.write(frame);
	}

	private String field() {
		int start = at;
		while (hello[at] != ';')
			at++;
		return new String(hello, start, at++ - start, StandardCharsets.ISO_8859_1);
	}

	private byte[] block() {
		int n = Integer.parseInt(field());
		at += n;
		return java.util.Arrays.copyOfRange(hello, at - n, at);
	}

	/* --- Arguments --- */

	private static Class<?> rawOf(Type type) {
		if (type instanceof Class)
			return (Class<?>) type;
		if (type instanceof ParameterizedType)
			return (Class<?>) ((ParameterizedType) type).getRawType();
		if (type instanceof GenericArrayType)
			return Array.newInstance(rawOf(((GenericArrayType) type).getGenericComponentType()), 0).getClass();
		if (type instanceof WildcardType)
			return rawOf(((WildcardType) type).getUpperBounds()[0]);
		if (type instanceof TypeVariable)
			return rawOf(((TypeVariable<?>) type).getBounds()[0]);
		return Object.class;
	}

	private static Type partOf(Type type, int i) {
		return type instanceof ParameterizedType ? ((ParameterizedType) type).getActualTypeArguments()[i] : Object.class;
	}

	private static Mismatch mismatch(char kind, Type type) {
		return new Mismatch("an argument of kind " + kind + " for a parameter of type " + type.getTypeName());
	}

	private Object integer(String text, Class<?> c) throws Mismatch {
		var n = new BigInteger(text);
		try {
			if (c == int.class || c == Integer.class)
				return n.intValueExact();
			if (c == long.class || c == Long.class)
				return n.longValueExact();
			if (c == short.class || c == Short.class)
				return n.shortValueExact();
			if (c == byte.class || c == Byte.class)
				return n.byteValueExact();
		} catch (ArithmeticException e) {
			throw new Mismatch("the integer " + text + " for a parameter that cannot hold it");
		}
		if (c == double.class || c == Double.class)
			return n.doubleValue();
		if (c == float.class || c == Float.class)
			return n.floatValue();
		if (c == BigInteger.class)
			return n;
		if (!c.isAssignableFrom(Integer.class) && !c.isAssignableFrom(Long.class))
			throw mismatch('I', c);
		if (n.bitLength() < 32)
			return n.intValue();
		return n.bitLength() < 64 ? (Object) n.longValue() : n;
	}

	private static Object floating(String text, Class<?> c) throws Mismatch {
		double d = switch (text) {
			case "nan" -> Double.NaN;
			case "inf" -> Double.POSITIVE_INFINITY;
			case "-inf" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(text);
		};
		if (c == float.class || c == Float.class)
			return Double.isFinite(d) ? (Object) Float.parseFloat(text) : (Object) (float) d;
		if (c == double.class || c.isAssignableFrom(Double.class))
			return d;
		throw mismatch('D', c);
	}

	private static Object text(byte[] bytes, Class<?> c) throws Mismatch {
		String s = new String(bytes, StandardCharsets.UTF_8);
		if ((c == char.class || c == Character.class) && s.length() == 1)
			return s.charAt(0);
		if (c == char[].class)
			return s.toCharArray();
		if (c.isAssignableFrom(String.class))
			return s;
		throw mismatch('S', c);
	}

	private Object list(char kind, Type type, Class<?> c) throws Mismatch {
		int n = Integer.parseInt(field());
		if (c.isArray()) {
			Type part = type instanceof GenericArrayType ? ((GenericArrayType) type).getGenericComponentType() : c.getComponentType();
			Object array = Array.newInstance(c.getComponentType(), n);
			for (int i = 0; i < n; i++)
				Array.set(array, i, value(part));
			return array;
		}
		Collection<Object> items;
		if (kind == 'E' && c.isAssignableFrom(LinkedHashSet.class) || Set.class.isAssignableFrom(c))
			items = make(c, new LinkedHashSet<>());
		else if (c.isAssignableFrom(ArrayList.class))
			items = new ArrayList<>();
		else if (Collection.class.isAssignableFrom(c))
			items = make(c, null);
		else
			throw mismatch(kind, type);
		for (int i = 0; i < n; i++)
			items.add(value(partOf(type, 0)));
		return items;
	}

	/** A new object of the class itself, where it is one: LinkedList, TreeSet, TreeMap. */
	@SuppressWarnings("unchecked")
	private static <T> T make(Class<?> c, T usual) throws Mismatch {
		if (usual != null && c.isAssignableFrom(usual.getClass()))
			return usual;
		try {
			return (T) c.getConstructor().newInstance();
		} catch (ReflectiveOperationException e) {
			throw new Mismatch("a parameter of type " + c.getTypeName() + " cannot be made");
		}
	}

	private Object map(Type type, Class<?> c) throws Mismatch {
		if (!c.isAssignableFrom(LinkedHashMap.class) && !Map.class.isAssignableFrom(c))
			throw mismatch('M', type);
		Map<Object, Object> map = make(c, new LinkedHashMap<>());
		for (int n = Integer.parseInt(field()); n > 0; n--) {
			Object key = value(partOf(type, 0));
			map.put(key, value(partOf(type, 1)));
		}
		return map;
	}

	private Object value(Type type) throws Mismatch {
		Class<?> c = rawOf(type);
		if (c == Optional.class) {
			if (hello[at] != 'N')
				return Optional.of(value(partOf(type, 0)));
			at++;
			return Optional.empty();
		}
		char kind = (char) hello[at++];
		switch (kind) {
		case 'N':
			if (c.isPrimitive())
				throw mismatch(kind, type);
			return null;
		case 'T':
		case 'F':
			if (c != boolean.class && !c.isAssignableFrom(Boolean.class))
				throw mismatch(kind, type);
			return kind == 'T';
		case 'I':
			return integer(field(), c);
		case 'D':
			return floating(field(), c);
		case 'S':
			return text(block(), c);
		case 'B':
			return block();
		case 'L':
		case 'P':
		case 'E':
			return list(kind, type, c);
		case 'M':
			return map(type, c);
		default:
			throw mismatch(kind, type);
		}
	}

	/* --- Results --- */

	private String spend(String text) throws Unencodable {
		budget -= text.length();
		if (budget < 0)
			throw new Unencodable("too_large", "more than the output limit");
		return text;
	}

	private static String quote(String text) {
		var s = new StringBuilder("\"");
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"' || c == '\\')
				s.append('\\').append(c);
			else if (c < 0x20)
				s.append(String.format("\\u%04x", (int) c));
			else
				s.append(c);
		}
		return s.append('"').toString();
	}

	private String encodeText(String text) throws Unencodable {
		if (text.length() > budget)
			throw new Unencodable("too_large", "a text of " + text.length() + " characters");
		try {
			StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
			return quote(text);
		} catch (CharacterCodingException e) {
			var bytes = new java.io.ByteArrayOutputStream();
			for (int i = 0; i < text.length(); i++) {
				int code = text.codePointAt(i);
				if (code > 0xffff)
					i++;
				if (code >= 0xd800 && code < 0xe000) {
					bytes.write(0xe0 | code >> 12);
					bytes.write(0x80 | code >> 6 & 63);
					bytes.write(0x80 | code & 63);
				} else {
					bytes.writeBytes(new String(Character.toChars(code)).getBytes(StandardCharsets.UTF_8));
				}
			}
			return "{\"$str\":\"" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "\"}";
		}
	}

	private static String encodeFloat(double value, String text) {
		if (Double.isNaN(value))
			return "{\"$float\":\"nan\"}";
		if (Double.isInfinite(value))
			return value > 0 ? "{\"$float\":\"inf\"}" : "{\"$float\":\"-inf\"}";
		return text;
	}

	/** Only classes of the library's own: a subclass of the candidate's may say anything. */
	private static boolean isOurs(Object v) {
		return v.getClass().getClassLoader() == null;
	}

	private String list(Iterable<?> items, String open, String close, int depth) throws Unencodable {
		var s = new StringBuilder(open);
		for (Object item : items) {
			if (s.length() > open.length())
				s.append(',');
			s.append(encode(item, depth));
		}
		spend("  ");
		return s.append(close).toString();
	}

	private String encode(Object v, int depth) throws Unencodable {
		if (depth > MAX_DEPTH)
			throw new Unencodable("too_large", "nested deeper than " + MAX_DEPTH + " levels");
		if (v == null)
			return spend("null");
		if (v instanceof Boolean || v instanceof Integer || v instanceof Long || v instanceof Short || v instanceof Byte)
			return spend(v.toString());
		if (v instanceof Double)
			return spend(encodeFloat((Double) v, v.toString()));
		if (v instanceof Float)
			return spend(encodeFloat((Float) v, v.toString()));
		if (v instanceof Character || v instanceof String)
			return spend(encodeText(v.toString()));
		if (v.getClass() == BigInteger.class) {
			if (((BigInteger) v).bitLength() > MAX_INT_BITS)
				throw new Unencodable("too_large", "an integer of " + ((BigInteger) v).bitLength() + " bits");
			return spend(v.toString());
		}
		if (v instanceof byte[])
			return spend("{\"$bytes\":\"" + Base64.getEncoder().encodeToString((byte[]) v) + "\"}");
		if (v.getClass().isArray()) {
			var items = new ArrayList<Object>();
			for (int i = 0; i < Array.getLength(v); i++)
				items.add(Array.get(v, i));
			return list(items, "[", "]", depth + 1);
		}
		if (!isOurs(v))
			throw new Unencodable("not_plain", v.getClass().getName());
		if (v instanceof Optional)
			return encode(((Optional<?>) v).orElse(null), depth);
		if (v instanceof Set)
			return list((Set<?>) v, "{\"$set\":[", "]}", depth + 2);
		if (v instanceof Collection)
			return list((Collection<?>) v, "[", "]", depth + 1);
		if (v instanceof Map.Entry)
			return list(List.of(((Map.Entry<?, ?>) v).getKey(), ((Map.Entry<?, ?>) v).getValue()), "[", "]", depth + 1);
		if (!(v instanceof Map))
			throw new Unencodable("not_plain", v.getClass().getName());
		var s = new StringBuilder("{\"$dict\":[");
		for (var entry : ((Map<?, ?>) v).entrySet()) {
			s.append(s.charAt(s.length() - 1) == '[' ? "[" : ",[");
			s.append(encode(entry.getKey(), depth + 3)).append(',').append(encode(entry.getValue(), depth + 3)).append(']');
		}
		return s.append("]}").toString();
	}

	private static String describe(Throwable error) {
		boolean isBuiltin = error.getClass().getClassLoader() == null;
		String message = "";
		int line = 0;
		try {
			String own = error.getMessage();
			message = own == null ? "" : own.substring(0, Math.min(own.length(), 500)).replaceAll("[^ -~]", " ");
			for (var frame : error.getStackTrace()) {
				if (frame.getClassLoaderName() != null && !frame.getClassName().startsWith("AssayDriver")) {
					line = Math.max(0, frame.getLineNumber());
					break;
				}
			}
		} catch (Throwable ignored) {
			message = "its message throws";
		}
		return "\"type\":" + quote(error.getClass().getSimpleName()) + ",\"builtin\":" + isBuiltin + ",\"message\":"
				+ quote(message) + ",\"line\":" + line;
	}

	/* --- The call --- */

	private static Method find(String entry, int n) {
		Method found = null;
		for (String name : new String[] { @CLASSES@ }) {
			Class<?> c;
			try {
				c = Class.forName(name, false, AssayDriver.class.getClassLoader());
			} catch (ClassNotFoundException e) {
				continue;
			}
			for (Method method : c.getDeclaredMethods()) {
				boolean fits = method.getName().equals(entry) && !method.isBridge();
				if (fits && (found == null || found.getParameterCount() != n))
					found = method;
			}
		}
		return found;
	}

	private String call(Method method, boolean wantsArg0) throws Exception {
		Type[] types = method.getGenericParameterTypes();
		at++;
		int n = Integer.parseInt(field());
		Object[] args = new Object[n];
		try {
			if (n != types.length)
				throw new Mismatch(n + " arguments for " + types.length + " parameters");
			for (int i = 0; i < n; i++)
				args[i] = value(types[i]);
		} catch (Mismatch e) {
			return "\"kind\":\"raised\",\"type\":\"TypeError\",\"builtin\":false,\"message\":" + quote(e.getMessage()) + ",\"line\":0";
		}
		Object first = n > 0 ? args[0] : null;
		try {
			method.setAccessible(true);
			Object receiver = null;
			if (!Modifier.isStatic(method.getModifiers())) {
				var constructor = method.getDeclaringClass().getDeclaredConstructor();
				constructor.setAccessible(true);
				receiver = constructor.newInstance();
			}
			Object result = method.invoke(receiver, args);
			String body = "\"kind\":\"value\",\"value\":" + encode(result, 1);
			return wantsArg0 ? body + ",\"arg0\":" + encode(first, 1) : body;
		} catch (InvocationTargetException e) {
			if (e.getCause() instanceof OutOfMemoryError)
				Runtime.getRuntime().halt(71);
			return "\"kind\":\"raised\"," + describe(e.getCause());
		} catch (Unencodable e) {
			return "\"kind\":\"" + e.kind + "\",\"what\":" + quote(e.what.replaceAll("[^ -~]", " "));
		}
	}

	/** Answers one call; true when the hello of another one follows. */
	private boolean answer() throws Exception {
		hello = readExactly(in, ByteBuffer.wrap(readExactly(in, 4)).getInt());
		at = 0;
		nonce = field();
		budget = Long.parseLong(field());
		int flags = Integer.parseInt(field());
		String entry = new String(block(), StandardCharsets.UTF_8);
		int mark = at + 1;
		int n = 0;
		for (; hello[mark] != ';'; mark++)
			n = 10 * n + hello[mark] - '0';
		Method method = find(entry, n);
		if (method == null) {
			send("\"kind\":\"missing\"");
			return false;
		}
		send(call(method, (flags & WANTS_ARG0) != 0));
		send("\"kind\":\"done\"");
		return (flags & HAS_MORE) != 0;
	}

	/** What the candidate's classes keep stays as it is from call to call. */
	private void run() throws Exception {
		while (answer())
			;
		Runtime.getRuntime().halt(0);
	}

	public static void main(String[] arguments) throws Exception {
		var driver = new AssayDriver();
		var failure = new Throwable[1];
		/* Deep recursion needs more stack than the main thread has. */
		var thread = new Thread(null, () -> {
			try {
				driver.run();
			} catch (Throwable e) {
				failure[0] = e;
			}
		}, "main", 256L << 20);
		thread.start();
		thread.join();
		Runtime.getRuntime().halt(failure[0] instanceof OutOfMemoryError ? 71 : 70);
	}
}
