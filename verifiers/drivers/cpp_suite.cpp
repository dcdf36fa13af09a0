// SPDX-License-Identifier: Apache-2.0
// A suite in the candidate's own process. What is called @MARK@ bears a name that its text decides, so that it cannot
// say it. The nonce lies masked until the suite's main() has returned. No header is included here: what a header
// declares would take part in what the suite's calls mean.
namespace @MARK@ {

extern "C" long @MARK@_read(int, void *, unsigned long) __asm__("read");
extern "C" long @MARK@_write(int, const void *, unsigned long) __asm__("write");
extern "C" long @MARK@_random(void *, unsigned long, unsigned) __asm__("getrandom");
extern "C" void @MARK@_exit(int) __asm__("_exit") __attribute__((noreturn));

typedef unsigned long size;

enum { CHANNEL = 3, NONCE = 32 };
static unsigned char masked[NONCE], mask[NONCE];

static bool read_exactly(unsigned char *to, size n)
{
	while (n > 0) {
		long got = @MARK@_read(CHANNEL, to, n);
		if (got <= 0)
			return false;
		to += got;
		n -= (size)got;
	}
	return true;
}

static void write_frame(const char *text)
{
	size len = __builtin_strlen(text), done = 0;
	unsigned char frame[1200];

	if (len > sizeof(frame) - 4)
		@MARK@_exit(70);
	for (int i = 0; i < 4; i++)
		frame[i] = (unsigned char)(len >> (24 - 8 * i));
	__builtin_memcpy(frame + 4, text, len);
	while (done < len + 4) {
		long n = @MARK@_write(CHANNEL, frame + done, len + 4 - done);
		if (n <= 0)
			@MARK@_exit(70);
		done += (size)n;
	}
}

/* Before every constructor of the candidate's: first of the program's own, in the order of its text. */
static void take_nonce()
{
	unsigned char head[4], hello[4096];

	if (!read_exactly(head, 4))
		@MARK@_exit(70);
	size len = (size)head[0] << 24 | (size)head[1] << 16 | (size)head[2] << 8 | head[3];
	if (len >= sizeof(hello) || !read_exactly(hello, len) || @MARK@_random(mask, NONCE, 0) != NONCE)
		@MARK@_exit(70);
	hello[len] = 0;
	unsigned char *nonce = (unsigned char *)__builtin_strstr((char *)hello, "\"nonce\":\"");
	if (!nonce)
		@MARK@_exit(70);
	for (int i = 0; i < NONCE; i++)
		masked[i] = nonce[9 + i] ^ mask[i];
	for (volatile unsigned char *p = hello; p < hello + sizeof(hello); p++)
		*p = 0;
}
__attribute__((section(".preinit_array"), used)) static void (*const first)() = take_nonce;

static void report_done()
{
	char text[64 + NONCE] = "{\"kind\":\"done\",\"nonce\":\"";
	size len = __builtin_strlen(text);

	for (int i = 0; i < NONCE; i++)
		text[len + (size)i] = (char)(masked[i] ^ mask[i]);
	__builtin_strcpy(text + len + NONCE, "\"}");
	write_frame(text);
}

static void add_quoted(char *out, size max, const char *text)
{
	size n = 0;

	for (; *text && n + 2 < max; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			out[n++] = '\\';
		out[n++] = c < 0x20 || c >= 0x7f ? '?' : (char)c;
	}
	out[n] = 0;
}

[[noreturn]] static void report_failure(const char *what, unsigned line)
{
	char text[1100] = "{\"kind\":\"failed\",\"type\":\"assert\",\"message\":\"";
	size len = __builtin_strlen(text), digits = 1;

	add_quoted(text + len, 900, what);
	len += __builtin_strlen(text + len);
	__builtin_strcpy(text + len, "\",\"line\":");
	len += 9;
	for (unsigned rest = line; rest >= 10; rest /= 10)
		digits++;
	for (size i = digits; i-- > 0; line /= 10)
		text[len + i] = (char)('0' + line % 10);
	__builtin_strcpy(text + len + digits, "}");
	write_frame(text);
	@MARK@_exit(0);
}

} // namespace @MARK@

/* A failed assert() ends the run here: the program cannot define this function again. */
extern "C" __attribute__((noreturn)) void __assert_fail(const char *what, const char *, unsigned line, const char *)
	noexcept
{
	@MARK@::report_failure(what, line);
}

#define main @MARK@_unused_main
#line 1 "candidate.cpp"
@CODE@
#undef main
@UNDEFINE@
#undef NDEBUG
#include <assert.h>

/* The suite's main() stays one to the compiler, which lets it end without a return, and gets another symbol. */
int main(@MAIN_ARGS@) __asm__("@MARK@_suite_main");
#line 1 "suite.cpp"
@SUITE@
#line 1 "assay_driver.cpp"
extern "C" int @MARK@_start(int, char **) __asm__("main");
extern "C" int @MARK@_suite(int, char **) __asm__("@MARK@_suite_main");
extern "C" int @MARK@_start(int argc, char **argv)
{
	int status = @MARK@_suite(argc, argv);
	if (status == 0)
		@MARK@::report_done();
	return status;
}
