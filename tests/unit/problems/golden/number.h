/* SPDX-License-Identifier: Apache-2.0 */
{"fraction-arithmetic", 2, "73d35169e966b2f73909efa681884c30"},
{"gcd-lcm", 2, "dcda15f527129a10376645cadf6c8c40"},
{"long-product", 1, "fe2997cf93b7258d07196ce4a67636ef"},
