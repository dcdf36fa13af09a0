/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/junit.h"

static bool is_xml_char(unsigned code)
{
	return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code != 0xFFFE && code != 0xFFFF);
}

static const char *entity_of(unsigned code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\t':
		return "&#9;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

static void add_escaped(struct assay_buf *out, struct assay_str text)
{
	for (size_t i = 0; i < text.len;) {
		unsigned code = 0;
		size_t n = assay_utf8_decode(text.data + i, text.len - i, &code);
		const char *entity = n ? entity_of(code) : NULL;
		if (entity)
			assay_buf_add_c(out, entity);
		else if (n && is_xml_char(code))
			assay_buf_append(out, text.data + i, n);
		else
			assay_buf_add_c(out, "\xEF\xBF\xBD");
		i += n ? n : 1;
	}
}

static void add_attribute(struct assay_buf *out, const char *name, struct assay_str value)
{
	assay_buf_printf(out, " %s=\"", name);
	add_escaped(out, value);
	assay_buf_add_char(out, '"');
}

void assay_junit_begin(struct assay_buf *out)
{
	assay_buf_add_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

void assay_junit_suite(struct assay_buf *out, struct assay_str name, size_t n_cases, size_t n_failed, size_t n_errors)
{
	assay_buf_add_c(out, "  <testsuite");
	add_attribute(out, "name", name);
	assay_buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", n_cases, n_failed, n_errors);
}

void assay_junit_case(struct assay_buf *out, struct assay_str suite, struct assay_str name, double seconds,
		      enum assay_junit_result result, struct assay_str message)
{
	assay_buf_add_c(out, "    <testcase");
	add_attribute(out, "classname", suite);
	add_attribute(out, "name", name);
	assay_buf_printf(out, " time=\"%.3f\"", seconds);
	if (result == ASSAY_JUNIT_PASSED) {
		assay_buf_add_c(out, "/>\n");
		return;
	}
	assay_buf_printf(out, "><%s", result == ASSAY_JUNIT_FAILED ? "failure" : "error");
	add_attribute(out, "message", message);
	assay_buf_add_c(out, "/></testcase>\n");
}

void assay_junit_end_suite(struct assay_buf *out)
{
	assay_buf_add_c(out, "  </testsuite>\n");
}

void assay_junit_end(struct assay_buf *out)
{
	assay_buf_add_c(out, "</testsuites>\n");
}
