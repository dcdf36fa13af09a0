/* SPDX-License-Identifier: Apache-2.0 */
{"typed-pair", 2, "df9eab8da196fb647dc6270731f5f4d0"},
{"typed-program", 2, "3b680f763b067c41cf0f04a88d86745d"},
{"typed-table", 3, "18a943270b781811511955de1764f525"},
{"typed-text", 2, "3a548236fa57f36d9b50a4cb553162e7"},
{"typed-words", 3, "1b2e86c84ec8db93ba51d16c66aac3dc"},
