/* SPDX-License-Identifier: Apache-2.0 */
#include "orchestrator/junit.h"

#include <criterion/criterion.h>

Test(junit, is_well_formed_whatever_it_holds)
{
	assay_autobuf struct assay_buf out = {0};
	assay_junit_begin(&out);
	assay_junit_suite(&out, ASSAY_STR("a<b>&\"c\""), 2, 1, 0);
	assay_junit_case(&out, ASSAY_STR("s"), ASSAY_STR("good"), 0.25, ASSAY_JUNIT_PASSED, (struct assay_str){0});
	assay_junit_case(&out, ASSAY_STR("s"), ASSAY_STR("bad"), 0, ASSAY_JUNIT_FAILED,
			 ASSAY_STR("line\nnext\t\x01\xff\xc3\xa9\xef\xbf\xbf"));
	assay_junit_end_suite(&out);
	assay_junit_end(&out);
	cr_assert_eq(out.error, 0);
	cr_assert_str_eq(out.data,
			 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
			 "  <testsuite name=\"a&lt;b&gt;&amp;&quot;c&quot;\" tests=\"2\" failures=\"1\" errors=\"0\">\n"
			 "    <testcase classname=\"s\" name=\"good\" time=\"0.250\"/>\n"
			 "    <testcase classname=\"s\" name=\"bad\" time=\"0.000\"><failure "
			 "message=\"line&#10;next&#9;\xef\xbf\xbd\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\"/></testcase>\n"
			 "  </testsuite>\n</testsuites>\n");
}
