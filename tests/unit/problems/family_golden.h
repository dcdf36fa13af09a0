/* SPDX-License-Identifier: Apache-2.0 */
static const struct golden goldens[] = {
	{"linear-equation", 1, ""},
};
