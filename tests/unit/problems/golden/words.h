/* SPDX-License-Identifier: Apache-2.0 */
{"ages", 1, "0c90d5e10eb90db3dd2cf187df1ede0d"},
{"barter", 1, "292f87037e92b3eda12d73e2b35edd6d"},
{"connections", 1, "06f4a5e5eea57c44f84f3b9644f7d21e"},
{"faulty-goods", 1, "c0cee5c3c1b0c455ca66d8c2c7e90079"},
{"journey", 1, "19b8a141a1dfc9e793bf85f6484fa921"},
{"mixture", 1, "16098be5a0aec34d9ac4c35014d0616f"},
{"percent-change", 2, "334023ba3096d9099541dd6daebfe1cb"},
{"work-together", 1, "36e5ad2a2b702f6ddec4417e082c60e0"},
