/* SPDX-License-Identifier: Apache-2.0 */
{"capped-groups", 1, "5962784adba8d4b6612fbda0bcd10bd8"},
{"finish-times", 1, "3dedbdb5df2c223984b145afb6b53603"},
{"grid-regions", 1, "3597d729bd68b97f855081629331b16a"},
{"number-moves", 1, "abb0cb315357ebbf1f4ade351d420af2"},
{"road-costs", 1, "a5d248d9c5f8c86fd170db200bec8b7c"},
