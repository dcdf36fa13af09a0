/* SPDX-License-Identifier: Apache-2.0 */
{"counting-out", 1, "883221f3e3b4f05c0f630ea133ac8791"},
