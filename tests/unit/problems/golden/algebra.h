/* SPDX-License-Identifier: Apache-2.0 */
{"arithmetic-series", 1, "d7eafdf6ebf63fcbe5f5f284c8ad38ac"},
{"linear-equation", 1, "c7c3561dac7f09e966e71d7bf8a784b7"},
