/* SPDX-License-Identifier: Apache-2.0 */
{"typed-pair", 3, "03b192a79d1f1dc3f78e2cee2724db49"},
{"typed-program", 3, "12d3e872a834989688bfbec265dac584"},
{"typed-table", 4, "7ecc535d05e811dcec7fc9924e9a54c3"},
{"typed-text", 3, "071c57a910be044870be6220c5ce3366"},
{"typed-words", 4, "6e775bd4225eaa306aec4ffb0ca28a88"},
