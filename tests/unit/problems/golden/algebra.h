/* SPDX-License-Identifier: Apache-2.0 */
{"arithmetic-series", 1, "d7eafdf6ebf63fcbe5f5f284c8ad38ac"},
{"determinant", 1, "470b2eed07a04689c666a33e1759f1ae"},
{"interpolation", 1, "e5d0ce526fab846ca9b8ce569c4a2af3"},
{"linear-equation", 1, "c7c3561dac7f09e966e71d7bf8a784b7"},
{"linear-system", 1, "8c474174a948316bea6d3ae68588941a"},
{"polynomial-division", 1, "da5474630723c32e063bc0d5507c4f6f"},
