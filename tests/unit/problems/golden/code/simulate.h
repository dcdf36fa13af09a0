/* SPDX-License-Identifier: Apache-2.0 */
{"cache-hits", 1, "7a713590309125010ea6d7acb2ed74ae"},
{"calculator", 1, "24a3529b0e2df0127096ae2ef5af46d7"},
{"counting-out", 1, "883221f3e3b4f05c0f630ea133ac8791"},
{"next-greater", 1, "1bfe09f7398b0f6dedcbeafb26d37c12"},
{"queue-counters", 1, "08d5b4e105525a07d6c34a5d25a9d42d"},
