/* SPDX-License-Identifier: Apache-2.0 */
{"typed-pair", 2, "20f14f629e6b07f56f62c2b848169602"},
{"typed-program", 2, "3b680f763b067c41cf0f04a88d86745d"},
{"typed-table", 2, "6e655cd3b519a5e269213c68e40bec66"},
{"typed-text", 2, "566419b6c2b34bd359d779d9527a71b5"},
{"typed-words", 2, "9fcd65b76212a55da73bde5d13e3a3e0"},
