/* SPDX-License-Identifier: Apache-2.0 */
{"journey", 1, "19b8a141a1dfc9e793bf85f6484fa921"},
{"percent-change", 1, "ae0cb8c7940e7668098228e900451f04"},
