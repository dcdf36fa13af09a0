/* SPDX-License-Identifier: Apache-2.0 */
{"longest-stretch", 1, "cace997e69077ff47c0a434db978acf1"},
{"merge-intervals", 1, "b86b5a1e85fd316f591755d8e18a222b"},
{"pair-count", 1, "8697d46a12dabd64536d9d8396de9a01"},
{"range-queries", 1, "2fe4be4da4bfd47242d0062c7994442c"},
