/* SPDX-License-Identifier: Apache-2.0 */
{"bit-pipeline", 1, "9266108c9929a2b36d935f041a595445"},
{"own-calendar", 1, "ac4fb2d2b11cceef06e8edaa6e0ed12a"},
{"power-orbit", 1, "e331e343958614e492693db6d3d50484"},
{"sieve-count", 1, "a4bd3aa9102b560d432eeea156b315f0"},
