/* SPDX-License-Identifier: Apache-2.0 */
{"common-chord", 1, "9a6497b19ece244829183880438020f5"},
{"lattice-points", 1, "98f11b4f65f15e4f567f82a36ff4c6ee"},
{"point-motions", 1, "8ddad21de5b30705c3775d9d73493459"},
{"polygon-angles", 1, "5ccceb30e40ee7ff925d928757add506"},
{"polygon-area", 1, "298c4d88ebefa7b7e3850519a68b6e26"},
{"section-point", 1, "1e2f9e6c7bbbc77713a25ab354f3d0fe"},
{"stacked-boxes", 1, "f3e80751a92249f8ae2bc6d4f978f6d6"},
{"triangle-sheets", 1, "46ad4869eff8fc504bf1be1f21d4e920"},
