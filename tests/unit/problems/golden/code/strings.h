/* SPDX-License-Identifier: Apache-2.0 */
{"run-length", 1, "2ba22fce36a90f7b6d01a8546a1d4738"},
{"split-shift", 1, "61a4a6812ae6165616dd34280205efae"},
