/* SPDX-License-Identifier: Apache-2.0 */
{"typed-pair", 2, "df9eab8da196fb647dc6270731f5f4d0"},
{"typed-program", 2, "3b680f763b067c41cf0f04a88d86745d"},
{"typed-table", 2, "6e655cd3b519a5e269213c68e40bec66"},
{"typed-text", 2, "3a548236fa57f36d9b50a4cb553162e7"},
{"typed-words", 2, "9fcd65b76212a55da73bde5d13e3a3e0"},
