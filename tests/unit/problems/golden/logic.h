/* SPDX-License-Identifier: Apache-2.0 */
{"formula-models", 1, "2576375d586f179849c1676f356cfa3b"},
{"hanoi-moves", 1, "2bd1aed532ec7d7c4383ca5188ad821f"},
{"knights", 1, "f6f78a886ad13f77c433bcf5687925ba"},
{"nim-move", 1, "c3ef7ed2f91f7eebcf18fef0c7a5f330"},
{"queue-places", 1, "daf245d3bb7d7cba2fbd0ebc3e2c5fd8"},
{"weekday", 1, "0e19c3b784510b45ceb42553b79074b9"},
