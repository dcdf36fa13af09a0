// SPDX-License-Identifier: Apache-2.0
// Calls one function of the candidate's and sends plain data back. Arguments are read by the types of its parameters.
// The expected value is not in this process.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <exception>
#include <map>
#include <new>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <unistd.h>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace @MARK@ {

using str = std::string;

struct Mismatch {
	str what;
};
struct TooLarge {
	str what;
};

static str nonce;
static std::size_t budget;

static void read_exactly(char *to, std::size_t n)
{
	while (n > 0) {
		ssize_t got = ::read(3, to, n);
		if (got <= 0)
			::_exit(70);
		to += got;
		n -= (std::size_t)got;
	}
}

static void send(const str &body)
{
	str payload = "{\"nonce\":\"" + nonce + "\"," + body + "}", frame;
	for (int i = 3; i >= 0; i--)
		frame += (char)(payload.size() >> 8 * i);
	frame += payload;
	for (std::size_t done = 0; done < frame.size();) {
		ssize_t n = ::write(3, frame.data() + done, frame.size() - done);
		if (n <= 0)
			::_exit(70);
		done += (std::size_t)n;
	}
}

struct Reader {
	str bytes;
	std::size_t at = 0;

	str field()
	{
		std::size_t end = bytes.find(';', at);
		str text = bytes.substr(at, end - at);
		at = end + 1;
		return text;
	}
	str block()
	{
		std::size_t n = std::stoul(field());
		at += n;
		return bytes.substr(at - n, n);
	}
	char kind() { return bytes[at++]; }
	char peek() const { return bytes[at]; }
};

[[noreturn]] static void mismatch(char kind, const char *wanted)
{
	throw Mismatch{str("an argument of kind ") + kind + " for a parameter of type " + wanted};
}

template <class T, class = void> struct Codec;

static str quote(const str &text)
{
	str out = "\"";
	for (unsigned char c : text) {
		char escape[8];
		if (c == '"' || c == '\\') {
			out += '\\';
			out += (char)c;
		} else if (c < 0x20) {
			std::snprintf(escape, sizeof(escape), "\\u%04x", c);
			out += escape;
		} else {
			out += (char)c;
		}
	}
	return out + "\"";
}

static bool is_utf8(const str &s)
{
	for (std::size_t i = 0; i < s.size();) {
		unsigned char c = (unsigned char)s[i];
		std::size_t n = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
		if (n == 0 || i + n > s.size())
			return false;
		for (std::size_t k = 1; k < n; k++)
			if (((unsigned char)s[i + k] & 0xc0) != 0x80)
				return false;
		unsigned char d = n > 1 ? (unsigned char)s[i + 1] : 0;
		if ((c == 0xe0 && d < 0xa0) || (c == 0xed && d > 0x9f) || (c == 0xf0 && d < 0x90) || (c == 0xf4 && d > 0x8f))
			return false;
		i += n;
	}
	return true;
}

static str base64(const str &s)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	str out;
	for (std::size_t i = 0; i < s.size(); i += 3) {
		unsigned n = 0;
		for (std::size_t k = 0; k < 3; k++)
			n = n << 8 | (i + k < s.size() ? (unsigned char)s[i + k] : 0);
		for (std::size_t k = 0; k < 4; k++)
			out += i + k > s.size() ? '=' : letters[n >> (18 - 6 * k) & 63];
	}
	return out;
}

static str spend(str text)
{
	if (text.size() > budget)
		throw TooLarge{"more than the output limit"};
	budget -= text.size();
	return text;
}

template <> struct Codec<bool> {
	static bool decode(Reader &r)
	{
		char k = r.kind();
		if (k != 'T' && k != 'F')
			mismatch(k, "bool");
		return k == 'T';
	}
	static str encode(bool v) { return spend(v ? "true" : "false"); }
};

template <> struct Codec<char> {
	static char decode(Reader &r)
	{
		char k = r.kind();
		str text = k == 'S' ? r.block() : str();
		if (text.size() != 1)
			mismatch(k, "char");
		return text[0];
	}
	static str encode(char v) { return spend(is_utf8(str(1, v)) ? quote(str(1, v)) : std::to_string((int)v)); }
};

/** Integers: by all their digits, and only where the type holds them. */
template <class T>
struct Codec<T, std::enable_if_t<std::is_integral_v<T> || std::is_same_v<T, __int128> || std::is_same_v<T, unsigned __int128>>> {
	static T decode(Reader &r)
	{
		char k = r.kind();
		if (k != 'I')
			mismatch(k, "an integer");
		str text = r.field();
		bool is_negative = text[0] == '-';
		T value = 0;
		for (std::size_t i = is_negative; i < text.size(); i++) {
			T digit = (T)(text[i] - '0'), next;
			if (__builtin_mul_overflow(value, (T)10, &next) ||
			    (is_negative ? __builtin_sub_overflow(next, digit, &value) : __builtin_add_overflow(next, digit, &value)))
				throw Mismatch{"the integer " + text.substr(0, 40) + " for a parameter that cannot hold it"};
		}
		return value;
	}
	static str encode(T v)
	{
		str digits;
		bool is_negative = v < 0;
		do {
			int d = (int)(v % 10);
			digits.insert(digits.begin(), (char)('0' + (d < 0 ? -d : d)));
			v = (T)(v / 10);
		} while (v != 0);
		return spend((is_negative ? "-" : "") + digits);
	}
};

template <class T> struct Codec<T, std::enable_if_t<std::is_floating_point_v<T>>> {
	static T decode(Reader &r)
	{
		char k = r.kind();
		if (k != 'D' && k != 'I')
			mismatch(k, "a floating-point number");
		return (T)std::strtold(r.field().c_str(), nullptr);
	}
	/** The shortest text that reads back as the same number of its type: 0.1f is 0.1. */
	static str encode(T v)
	{
		if (std::isnan(v))
			return spend("{\"$float\":\"nan\"}");
		if (std::isinf(v))
			return spend(v > 0 ? "{\"$float\":\"inf\"}" : "{\"$float\":\"-inf\"}");
		char text[64];
		for (int digits = 1; digits <= 21; digits++) {
			std::snprintf(text, sizeof(text), "%.*Lg", digits, (long double)v);
			if ((T)std::strtold(text, nullptr) == v)
				break;
		}
		return spend(std::strpbrk(text, ".e") ? text : str(text) + ".0");
	}
};

template <> struct Codec<str> {
	static str decode(Reader &r)
	{
		char k = r.kind();
		if (k != 'S' && k != 'B')
			mismatch(k, "std::string");
		return r.block();
	}
	static str encode(const str &v) { return spend(is_utf8(v) ? quote(v) : "{\"$bytes\":\"" + base64(v) + "\"}"); }
};

static std::size_t count(Reader &r, const char *kinds, const char *wanted)
{
	char k = r.kind();
	if (!std::strchr(kinds, k))
		mismatch(k, wanted);
	return std::stoul(r.field());
}

static str listed(const std::vector<str> &parts, const char *open, const char *close)
{
	str out = open;
	for (std::size_t i = 0; i < parts.size(); i++)
		out += (i ? "," : "") + parts[i];
	spend(str(parts.size(), ' '));
	return out + close;
}

template <class T, class A> struct Codec<std::vector<T, A>> {
	static std::vector<T, A> decode(Reader &r)
	{
		std::size_t n = count(r, "LPE", "std::vector");
		std::vector<T, A> list;
		for (std::size_t i = 0; i < n; i++)
			list.push_back(Codec<T>::decode(r));
		return list;
	}
	static str encode(const std::vector<T, A> &v)
	{
		std::vector<str> parts;
		for (std::size_t i = 0; i < v.size(); i++)
			parts.push_back(Codec<T>::encode(v[i]));
		return listed(parts, "[", "]");
	}
};

template <class S> struct SetCodec {
	static S decode(Reader &r)
	{
		std::size_t n = count(r, "LPE", "a set");
		S set;
		for (std::size_t i = 0; i < n; i++)
			set.insert(Codec<typename S::value_type>::decode(r));
		return set;
	}
	static str encode(const S &v)
	{
		std::vector<str> parts;
		for (const auto &item : v)
			parts.push_back(Codec<typename S::value_type>::encode(item));
		return listed(parts, "{\"$set\":[", "]}");
	}
};
template <class T, class C, class A> struct Codec<std::set<T, C, A>> : SetCodec<std::set<T, C, A>> {};
template <class T, class H, class E, class A>
struct Codec<std::unordered_set<T, H, E, A>> : SetCodec<std::unordered_set<T, H, E, A>> {};

template <class M> struct MapCodec {
	static M decode(Reader &r)
	{
		std::size_t n = count(r, "M", "a map");
		M map;
		for (std::size_t i = 0; i < n; i++) {
			auto key = Codec<typename M::key_type>::decode(r);
			map[key] = Codec<typename M::mapped_type>::decode(r);
		}
		return map;
	}
	static str encode(const M &v)
	{
		std::vector<str> parts;
		for (const auto &item : v)
			parts.push_back("[" + Codec<typename M::key_type>::encode(item.first) + "," +
					Codec<typename M::mapped_type>::encode(item.second) + "]");
		return listed(parts, "{\"$dict\":[", "]}");
	}
};
template <class K, class V, class C, class A> struct Codec<std::map<K, V, C, A>> : MapCodec<std::map<K, V, C, A>> {};
template <class K, class V, class H, class E, class A>
struct Codec<std::unordered_map<K, V, H, E, A>> : MapCodec<std::unordered_map<K, V, H, E, A>> {};

template <class T> struct Codec<std::optional<T>> {
	static std::optional<T> decode(Reader &r)
	{
		if (r.peek() == 'N') {
			r.kind();
			return std::nullopt;
		}
		return Codec<T>::decode(r);
	}
	static str encode(const std::optional<T> &v) { return v ? Codec<T>::encode(*v) : spend("null"); }
};

template <class... T> struct Codec<std::tuple<T...>> {
	static std::tuple<T...> decode(Reader &r)
	{
		if (count(r, "LP", "std::tuple") != sizeof...(T))
			throw Mismatch{"a list of another length than the tuple's"};
		return std::tuple<T...>{Codec<T>::decode(r)...};
	}
	static str encode(const std::tuple<T...> &v)
	{
		return std::apply([](const T &...item) { return listed({Codec<T>::encode(item)...}, "{\"$tuple\":[", "]}"); }, v);
	}
};
template <class A, class B> struct Codec<std::pair<A, B>> {
	static std::pair<A, B> decode(Reader &r)
	{
		if (count(r, "LP", "std::pair") != 2)
			throw Mismatch{"a list of another length than the pair's"};
		A first = Codec<A>::decode(r);
		return {first, Codec<B>::decode(r)};
	}
	static str encode(const std::pair<A, B> &v)
	{
		return listed({Codec<A>::encode(v.first), Codec<B>::encode(v.second)}, "{\"$tuple\":[", "]}");
	}
};

template <class T> using Plain = std::remove_cv_t<std::remove_reference_t<T>>;

static str name_of(const std::type_info &type)
{
	int status = 0;
	char *name = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
	str text = name ? name : type.name();
	std::free(name);
	return text;
}

/** An exception of the standard library's own classes is a built-in one. */
static str describe(const str &type, const str &message)
{
	str clean;
	for (char c : message.substr(0, 500))
		clean += (unsigned char)c < 0x20 || (unsigned char)c > 0x7e ? ' ' : c;
	bool is_builtin = type.rfind("std::", 0) == 0;
	return "\"kind\":\"raised\",\"type\":" + quote(is_builtin ? type.substr(5) : type) + ",\"builtin\":" +
	       (is_builtin ? "true" : "false") + ",\"message\":" + quote(clean) + ",\"line\":0";
}

template <class Tuple, class Call> static str run(Reader &r, bool wants_arg0, Tuple args, Call call)
{
	str body;
	try {
		if constexpr (std::is_void_v<decltype(call(args))>) {
			call(args);
			body = "null";
		} else {
			auto result = call(args);
			body = Codec<Plain<decltype(result)>>::encode(result);
		}
		body = "\"kind\":\"value\",\"value\":" + body;
		if constexpr (std::tuple_size_v<Tuple> > 0)
			if (wants_arg0)
				body += ",\"arg0\":" + Codec<std::tuple_element_t<0, Tuple>>::encode(std::get<0>(args));
		return body;
	} catch (const TooLarge &e) {
		return "\"kind\":\"too_large\",\"what\":" + quote(e.what);
	} catch (const std::bad_alloc &) {
		::_exit(71);
	} catch (const std::exception &e) {
		return describe(name_of(typeid(e)), e.what());
	} catch (...) {
		const std::type_info *type = abi::__cxa_current_exception_type();
		return describe(type ? name_of(*type) : "?", "");
	}
}

template <class... A> static std::tuple<Plain<A>...> decode_all(Reader &r)
{
	if (count(r, "L", "arguments") != sizeof...(A))
		throw Mismatch{"another number of arguments than it has parameters"};
	return std::tuple<Plain<A>...>{Codec<Plain<A>>::decode(r)...};
}

/** Lvalues for references, moved values for the rest. */
template <class A, class V> static A pass(V &value)
{
	if constexpr (std::is_lvalue_reference_v<A>)
		return value;
	else
		return std::move(value);
}

template <class F, class... A, std::size_t... I>
static str apply(Reader &r, bool wants_arg0, F function, std::index_sequence<I...>, std::tuple<A...> *)
{
	auto call = [&](auto &args) -> decltype(auto) { return function(pass<A>(std::get<I>(args))...); };
	return run(r, wants_arg0, decode_all<A...>(r), call);
}

template <class R, class... A> static str call(Reader &r, bool wants_arg0, R (*f)(A...))
{
	return apply(r, wants_arg0, f, std::index_sequence_for<A...>{}, (std::tuple<A...> *)nullptr);
}
template <class C, class R, class... A> static str call(Reader &r, bool wants_arg0, R (C::*f)(A...))
{
	C object{};
	auto bound = [&](A... args) -> R { return (object.*f)(std::forward<A>(args)...); };
	return apply(r, wants_arg0, bound, std::index_sequence_for<A...>{}, (std::tuple<A...> *)nullptr);
}
template <class C, class R, class... A> static str call(Reader &r, bool wants_arg0, R (C::*f)(A...) const)
{
	C object{};
	auto bound = [&](A... args) -> R { return (object.*f)(std::forward<A>(args)...); };
	return apply(r, wants_arg0, bound, std::index_sequence_for<A...>{}, (std::tuple<A...> *)nullptr);
}

template <class F> static int drive(F function)
{
	char head[4];
	read_exactly(head, 4);
	std::size_t n = 0;
	for (char c : head)
		n = n << 8 | (unsigned char)c;
	Reader r;
	r.bytes.resize(n);
	read_exactly(r.bytes.data(), n);
	nonce = r.field();
	budget = std::stoul(r.field());
	bool wants_arg0 = r.field() == "1";
	r.block();
	str body;
	try {
		body = call(r, wants_arg0, function);
	} catch (const Mismatch &e) {
		body = describe("TypeError", e.what);
	}
	send(body);
	send("\"kind\":\"done\"");
	::_exit(0);
}

} // namespace @MARK@

#define main @MARK@_unused_main
#line 1 "candidate.cpp"
@CODE@
#undef main
#line 1 "assay_driver.cpp"
int main()
{
	return @MARK@::drive(&@CALLEE@);
}
