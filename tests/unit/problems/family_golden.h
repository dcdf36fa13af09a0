/* SPDX-License-Identifier: Apache-2.0 */
static const struct golden goldens[] = {
	{"arithmetic-series", 1, "50323c4ea1751ed141bbeb284da98476"},
	{"array-pipeline", 1, "c2916f8d22ea71525d1f940dc080e992"},
	{"fraction-arithmetic", 1, "d345265e7732905e2614b033987355a8"},
	{"gcd-lcm", 1, "970fdcdff487e342e0e759eabdb287e9"},
	{"linear-equation", 1, "8813cde2ff6f4c46c4abf9de04a23a92"},
	{"percent-change", 1, "4eafad4a013345de82c97e58af79c9ef"},
	{"range-queries", 1, "d40ba8034cb5bd6e4a8fe18b8d8ab665"},
	{"run-length", 1, "fec785929f429640de64fefd655308db"},
};
