/* SPDX-License-Identifier: Apache-2.0 */
{"fraction-arithmetic", 1, "b462ed164399b9273c34aeb0a8fe75d2"},
{"gcd-lcm", 1, "bf11146d54e5c030c4fe65d817fcaac7"},
{"long-product", 1, "fe2997cf93b7258d07196ce4a67636ef"},
