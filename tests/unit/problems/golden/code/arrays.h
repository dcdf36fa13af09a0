/* SPDX-License-Identifier: Apache-2.0 */
{"longest-stretch", 1, "cace997e69077ff47c0a434db978acf1"},
{"merge-intervals", 1, "b86b5a1e85fd316f591755d8e18a222b"},
{"pair-count", 1, "8697d46a12dabd64536d9d8396de9a01"},
{"range-queries", 1, "2fe4be4da4bfd47242d0062c7994442c"},
{"top-by-key", 1, "7a0eda4d1e8bcee3fe2ceb2daf192e30"},
{"weighted-parts", 1, "181a13bd2e7aa0fb4718f55119c46c16"},
{"window-count", 1, "5a71f65611687b5b51aca90b2a387525"},
