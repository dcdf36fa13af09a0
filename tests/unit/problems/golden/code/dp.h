/* SPDX-License-Identifier: Apache-2.0 */
{"chain", 1, "fbfeb62b14a2491396ec6878737accfb"},
{"coin-change", 1, "6d8c877cdbcecca86ca13baea7ad4ef8"},
{"common-subsequence", 1, "abd932dd6ff543dfb8d2d6ee7998f7c0"},
{"edit-cost", 1, "7ffef1a8948657dd4ad150bf51155b9e"},
{"grid-paths", 1, "25799144f11a9962278e33c5bcb74caa"},
{"knapsack", 1, "390a941a36d053d09a77fac41da12a8c"},
{"part-count", 1, "526502127a882096f170fdee8af6594e"},
{"stairs", 1, "8aa517600cc0877b5f2f2c293279b2dd"},
