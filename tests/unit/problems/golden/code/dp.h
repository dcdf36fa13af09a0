/* SPDX-License-Identifier: Apache-2.0 */
{"chain", 1, "fbfeb62b14a2491396ec6878737accfb"},
{"edit-cost", 1, "7ffef1a8948657dd4ad150bf51155b9e"},
{"grid-paths", 1, "25799144f11a9962278e33c5bcb74caa"},
