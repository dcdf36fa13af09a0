/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/opinion.h"

#include "base/buf.h"
#include "base/json.h"

enum assay_opinion_next assay_opinions_take(struct assay_opinions *opinions, const struct assay_opinion_rules *rules,
					    enum assay_word word)
{
	bool was_alone = opinions->was_alone;
	if (word == ASSAY_SYSTEM_ERROR && !opinions->was_repeated) {
		opinions->was_repeated = true;
		return was_alone ? ASSAY_OPINION_ALONE : ASSAY_OPINION_AGAIN;
	}
	if (word == ASSAY_TIME_LIMIT && !was_alone && !rules->trusts_time_limits) {
		opinions->was_alone = true;
		return ASSAY_OPINION_ALONE;
	}
	opinions->was_alone = false;
	opinions->counts[word]++;
	opinions->n++;
	/* What we could not find out in two tries, or nobody can, will not change. */
	bool is_settled = word == ASSAY_SYSTEM_ERROR || word == ASSAY_UNDECIDED || word == ASSAY_NO_ANSWER;
	return !is_settled && opinions->n < rules->repeats ? ASSAY_OPINION_AGAIN : ASSAY_OPINION_FINAL;
}

int assay_opinions_settle(const struct assay_opinions *opinions, struct assay_arena *arena,
			  struct assay_verdict *verdict, struct assay_err *err)
{
	assay_autobuf struct assay_buf reason = {0};
	assay_autobuf struct assay_buf evidence = {0};
	struct assay_jsonw w;
	if (verdict->word == ASSAY_SYSTEM_ERROR || opinions->counts[verdict->word] == opinions->n)
		return 0;
	assay_buf_add_c(&reason, "flaky:");
	assay_jsonw_init(&w, &evidence);
	assay_jsonw_object(&w);
	assay_jsonw_key(&w, "flaky");
	assay_jsonw_object(&w);
	for (size_t i = 0; i < ASSAY_N_WORDS; i++) {
		if (opinions->counts[i] == 0)
			continue;
		const char *name = assay_word_name((enum assay_word)i);
		assay_buf_printf(&reason, "%s %s %u of %u times", reason.len > 6 ? "," : "", name, opinions->counts[i],
				 opinions->n);
		assay_jsonw_kv_u64(&w, name, opinions->counts[i]);
	}
	assay_jsonw_end_object(&w);
	assay_jsonw_end_object(&w);
	int rc = assay_buf_error(&reason, err);
	if (rc == 0)
		rc = assay_buf_error(&evidence, err);
	if (rc)
		return rc;
	verdict->word = ASSAY_UNDECIDED;
	verdict->reason = assay_arena_str(arena, assay_buf_str(&reason));
	verdict->evidence = assay_arena_str(arena, assay_buf_str(&evidence));
	return verdict->reason.data && verdict->evidence.data ? 0 : assay_arena_fail(arena, err);
}
