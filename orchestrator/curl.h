/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcurl, loaded when it is first wanted.
 *
 * It brings thirty libraries along, whose loading costs every process half of its start (docs/performance.md), and most
 * verbs never speak to a model. Code that includes this header instead of <curl/curl.h> calls libcurl by its own
 * names, after assay_curl_load() has succeeded once.
 */
#ifndef ASSAY_ORCHESTRATOR_CURL_H
#define ASSAY_ORCHESTRATOR_CURL_H

#include "base/err.h"

#include <curl/curl.h>

#define ASSAY_CURL_FUNCTIONS(X) \
	X(easy_cleanup)         \
	X(easy_getinfo)         \
	X(easy_init)            \
	X(easy_setopt)          \
	X(easy_strerror)        \
	X(free)                 \
	X(getdate)              \
	X(global_cleanup)       \
	X(global_init)          \
	X(multi_add_handle)     \
	X(multi_assign)         \
	X(multi_cleanup)        \
	X(multi_info_read)      \
	X(multi_init)           \
	X(multi_remove_handle)  \
	X(multi_setopt)         \
	X(multi_socket_action)  \
	X(multi_strerror)       \
	X(slist_append)         \
	X(slist_free_all)       \
	X(url)                  \
	X(url_cleanup)          \
	X(url_get)              \
	X(url_set)              \
	X(url_strerror)

/* The header checks types in macros of these names. */
#undef curl_easy_getinfo
#undef curl_easy_setopt
#undef curl_multi_setopt

#define ASSAY_CURL_MEMBER(name) __typeof__(curl_##name) *name; /* NOLINT(bugprone-macro-parentheses) */
struct assay_curl {
	ASSAY_CURL_FUNCTIONS(ASSAY_CURL_MEMBER)
};

/** The loaded functions; all of them or none. Never unloaded: libcurl's own libraries do not bear it. */
extern struct assay_curl assay_curl;

/** Loads the library on the first call. Not for two threads at once. */
int assay_curl_load(struct assay_err *err);

#define curl_easy_cleanup	 assay_curl.easy_cleanup
#define curl_easy_getinfo	 assay_curl.easy_getinfo
#define curl_easy_init		 assay_curl.easy_init
#define curl_easy_setopt	 assay_curl.easy_setopt
#define curl_easy_strerror	 assay_curl.easy_strerror
#define curl_free		 assay_curl.free
#define curl_getdate		 assay_curl.getdate
#define curl_global_cleanup	 assay_curl.global_cleanup
#define curl_global_init	 assay_curl.global_init
#define curl_multi_add_handle	 assay_curl.multi_add_handle
#define curl_multi_assign	 assay_curl.multi_assign
#define curl_multi_cleanup	 assay_curl.multi_cleanup
#define curl_multi_info_read	 assay_curl.multi_info_read
#define curl_multi_init		 assay_curl.multi_init
#define curl_multi_remove_handle assay_curl.multi_remove_handle
#define curl_multi_setopt	 assay_curl.multi_setopt
#define curl_multi_socket_action assay_curl.multi_socket_action
#define curl_multi_strerror	 assay_curl.multi_strerror
#define curl_slist_append	 assay_curl.slist_append
#define curl_slist_free_all	 assay_curl.slist_free_all
#define curl_url		 assay_curl.url
#define curl_url_cleanup	 assay_curl.url_cleanup
#define curl_url_get		 assay_curl.url_get
#define curl_url_set		 assay_curl.url_set
#define curl_url_strerror	 assay_curl.url_strerror

#endif
