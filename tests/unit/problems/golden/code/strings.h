/* SPDX-License-Identifier: Apache-2.0 */
{"collapse", 1, "53d07801e5f675b82703848d327b4e9d"},
{"keyword-cipher", 1, "82541f1e4888cd3e26678acd6296c500"},
{"run-length", 1, "2ba22fce36a90f7b6d01a8546a1d4738"},
{"shape-hits", 1, "dcee510de79478c9a13430f55ec35edc"},
{"split-shift", 1, "61a4a6812ae6165616dd34280205efae"},
{"word-groups", 1, "7491c1551313701a75dffb425c489a5d"},
