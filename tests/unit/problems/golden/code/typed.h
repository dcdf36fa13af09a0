/* SPDX-License-Identifier: Apache-2.0 */
{"typed-pair", 1, "bef27fdbb2cc7c8b80c1d26e46df2809"},
{"typed-program", 1, "adc2abbe420b3982caed31746d8afa64"},
{"typed-table", 1, "72096132bc629264891e81e9f34ddc9c"},
{"typed-text", 1, "ef30eae89b19cc85e8c8be7e03ccc6ee"},
{"typed-words", 1, "792a4cb571c35ee4902de707547631c7"},
