/* SPDX-License-Identifier: Apache-2.0 */
{"cache-hits", 1, "3b843f699baea25c5503570cc6234703"},
{"calculator", 1, "24a3529b0e2df0127096ae2ef5af46d7"},
{"counting-out", 1, "883221f3e3b4f05c0f630ea133ac8791"},
{"life", 1, "12754f61d1e70e5e6547cc206adbafd4"},
{"next-greater", 1, "bd148c55127f4b8904397b1152ff3563"},
{"queue-counters", 1, "08d5b4e105525a07d6c34a5d25a9d42d"},
{"round-robin", 1, "e79552ca83292c7642dcaaba745cb825"},
