/* SPDX-License-Identifier: Apache-2.0 */
{"journey", 1, "19b8a141a1dfc9e793bf85f6484fa921"},
{"percent-change", 2, "334023ba3096d9099541dd6daebfe1cb"},
