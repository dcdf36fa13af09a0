/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/teacher.h"

#include "orchestrator/teachers/kinds.h"

static const struct assay_teacher_kind *const kinds[] = {
	&assay_teacher_builtin,
	&assay_teacher_openai,
	&assay_teacher_replay,
};

const struct assay_teacher_kind *const *assay_teacher_kinds(size_t *ret_n)
{
	*ret_n = sizeof(kinds) / sizeof(kinds[0]);
	return kinds;
}

const struct assay_teacher_kind *assay_teacher_find(struct assay_str name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (assay_str_is(name, kinds[i]->name))
			return kinds[i];
	}
	return NULL;
}

#define AT(field) offsetof(struct assay_teacher_conf, field)

const struct assay_option assay_teacher_options[] = {
	{.name = "kind",
	 .type = ASSAY_OPTION_STR,
	 .offset = AT(kind),
	 .is_required = true,
	 .help = "builtin, replay or openai"},
	{.name = "name", .type = ASSAY_OPTION_STR, .offset = AT(name), .help = "name for reports; default: the kind"},
	{.name = "k",
	 .type = ASSAY_OPTION_U64,
	 .offset = AT(k),
	 .def = "4",
	 .min = 1,
	 .max = 100000,
	 .help = "candidates per problem, at most"},
	{.name = "mutants",
	 .type = ASSAY_OPTION_U64,
	 .offset = AT(mutants),
	 .def = "3",
	 .max = 10000,
	 .help = "builtin: wrong variants of the reference per problem, at most"},
	{.name = "files", .type = ASSAY_OPTION_STRS, .offset = AT(files), .help = "replay: files of candidates"},
	{.name = "format",
	 .type = ASSAY_OPTION_STR,
	 .offset = AT(format),
	 .help = "replay: importer of the files; default: candidate rows"},
	{.name = "base_url",
	 .type = ASSAY_OPTION_STR,
	 .offset = AT(base_url),
	 .is_cosmetic = true, /* Where the model is served may change between two runs; which model may not. */
	 .help = "openai: such as http://127.0.0.1:8000/v1, without /chat/completions"},
	{.name = "model", .type = ASSAY_OPTION_STR, .offset = AT(model), .help = "openai: name of the model"},
	{.name = "api_key_env",
	 .type = ASSAY_OPTION_STR,
	 .offset = AT(api_key_env),
	 .is_cosmetic = true,
	 .help = "openai: name of the environment variable that holds the key"},
	{.name = "system_prompt",
	 .type = ASSAY_OPTION_STR,
	 .offset = AT(system_prompt),
	 .help = "openai: first message"},
	{.name = "temperature",
	 .type = ASSAY_OPTION_F64,
	 .offset = AT(temperature),
	 .def = "0.7",
	 .min_f = 0,
	 .max_f = 2,
	 .help = "openai: sampling temperature"},
	{.name = "top_p",
	 .type = ASSAY_OPTION_F64,
	 .offset = AT(top_p),
	 .def = "1",
	 .min_f = 0,
	 .max_f = 1,
	 .help = "openai: nucleus sampling"},
	{.name = "presence_penalty",
	 .type = ASSAY_OPTION_F64,
	 .offset = AT(presence_penalty),
	 .def = "0",
	 .min_f = -2,
	 .max_f = 2,
	 .help = "openai: passed through; 0: not sent"},
	{.name = "frequency_penalty",
	 .type = ASSAY_OPTION_F64,
	 .offset = AT(frequency_penalty),
	 .def = "0",
	 .min_f = -2,
	 .max_f = 2,
	 .help = "openai: passed through; 0: not sent"},
	{.name = "max_tokens",
	 .type = ASSAY_OPTION_U64,
	 .offset = AT(max_tokens),
	 .def = "2048",
	 .min = 1,
	 .max = 10000000,
	 .help = "openai: longest completion"},
	{.name = "n_per_request",
	 .type = ASSAY_OPTION_U64,
	 .offset = AT(n_per_request),
	 .def = "1",
	 .min = 1,
	 .max = 128,
	 .help = "openai: candidates asked for in one request"},
	{.name = "concurrency",
	 .type = ASSAY_OPTION_U64,
	 .offset = AT(concurrency),
	 .def = "8",
	 .min = 1,
	 .max = 4096,
	 .is_cosmetic = true,
	 .help = "openai: requests in flight, at most"},
	{.name = "timeout_ms",
	 .type = ASSAY_OPTION_U64,
	 .offset = AT(timeout_ms),
	 .def = "600000",
	 .min = 1,
	 .is_cosmetic = true,
	 .help = "openai: longest wait for one reply"},
	{.name = "retries",
	 .type = ASSAY_OPTION_U64,
	 .offset = AT(retries),
	 .def = "8",
	 .max = 1000,
	 .is_cosmetic = true,
	 .help = "openai: tries after the first one, per request"},
	{.name = "requests_per_second",
	 .type = ASSAY_OPTION_F64,
	 .offset = AT(requests_per_second),
	 .max_f = 1e6,
	 .is_cosmetic = true,
	 .help = "openai: rate limit; 0: none"},
	{0},
};
