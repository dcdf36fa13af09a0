/* SPDX-License-Identifier: Apache-2.0 */
{"area-between", 1, "54987d5cf2b71c73c9216e77aca6f2f4"},
{"definite-integral", 1, "a120ad8d2e422dd28d91bba82be630af"},
{"greatest-value", 1, "40dbe42d3de462c204571b00ec0b664d"},
{"rational-limit", 1, "f3f82a91e32fd98488e40f51bdcb6d58"},
{"tangent-line", 1, "f92ee1d7066f723ebc7790f9b5718874"},
