#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Labelled pairs made from the 5,000 MATH gold answers: true ones by exact rewriting, false ones by near misses.

usage: math_pairs.py ASSAY [--count 100000] [--seed 1] [--show N]

Demanded of the verifier: no false proof (a true pair proved different, a false one proved equal), at most 1e-4 of the
false pairs accepted in any way, at most 1 % of all undecided. Every label of a scalar is confirmed in floating point by
math_latex.py; what that cannot read gets no such pair. Skips (77) without the benchmark data.
"""
import argparse
import collections
import json
import random
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import support
from math_latex import clearly_different, same, split_top, value

NUMBER = re.compile(r"(?<![\d.,_!}])\d+(?![\d.,_])")
MIXED = re.compile(r"(\d+) ?\\[dt]?frac ?(?:\{(\d+)\}\{(\d+)\}|(\d)(\d))$")
BASE = re.compile(r"([0-9A-Z]+)_\{?(\d+)\}?$")


def bare(text):
    return text.replace(r"\left", "").replace(r"\right", "").strip().rstrip(".")


# --- Scalars ------------------------------------------------------------------------------------------------------

def terms(text):
    """Signed terms of a sum: "a - b" is ["+a", "-b"]."""
    found = re.split(r"([-+])", text)
    out, depth, current, sign = [], 0, "", "+"
    for part in found:
        if part in ("+", "-") and depth == 0 and current.strip() and not current.rstrip().endswith(("^", "_", r"\cdot")):
            out.append(sign + current)
            sign, current = part, ""
            continue
        if part in ("+", "-") and depth == 0 and not current.strip():
            sign = part if sign == "+" else {"+": "-", "-": "+"}[part]
            continue
        depth += sum(part.count(c) for c in "([{") - sum(part.count(c) for c in ")]}")
        current += part
    return [*out, sign + current]


def rewrite_scalar(rng, text):
    k = rng.randint(2, 9)
    choice = rng.randrange(13)
    if choice == 0:
        parts = terms(text)
        rng.shuffle(parts)
        return "".join(parts).lstrip("+") if len(parts) > 1 else f"0 + {text}"
    if choice == 1:
        return rf"\frac{{{k}({text})}}{{{k}}}"
    if choice == 2:
        return f"({text}) + {k} - {k}"
    if choice == 3:
        return rf"{k}({text}) - {k - 1}\left({text}\right)"
    if choice == 4:
        return f"-(-({text}))"
    if choice == 5:
        return rf"{rng.choice(['1 *', '1 ' + chr(92) + 'cdot'])} ({text})"
    if choice in (6, 7):
        found = list(NUMBER.finditer(text))
        if not found:
            return rf"\left( {text} \right)"
        spot = rng.choice(found)
        n = int(spot.group())
        part = rng.randint(0, n)
        new = rng.choice([f"({part}+{n - part})", rf"(\frac{{{n * k}}}{{{k}}})", f"({n + k}-{k})", rf"({n} \cdot 1)"])
        return text[:spot.start()] + new + text[spot.end():]
    if choice == 8:
        return text.replace(r"\frac", rng.choice([r"\dfrac", r"\tfrac"]))
    if choice == 9:
        return re.sub(r"([-+=])", r" \1 ", text).replace("{", "{ ", 1)
    if choice == 10:
        return re.sub(r"\\sqrt\{(\d+)\}", lambda m: f"({m.group(1)})^{{1/2}}", text)
    if choice == 11:
        return re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", lambda m: rf"\frac{{{int(m.group(1)) * k}}}{{{int(m.group(2)) * k}}}", text)
    return rng.choice([rf"\boxed{{{text}}}", f"${text}$", rf"\({text}\)", f"{text}."])


def plain(text):
    """What a wrapper holds: the floating-point reader knows none."""
    text = text.strip().rstrip(".")
    for head, tail in ((r"\boxed{", "}"), ("$", "$"), (r"\(", r"\)")):
        if text.startswith(head) and text.endswith(tail):
            return text[len(head):-len(tail)]
    return text


def miss_scalar(rng, text):
    choice = rng.randrange(8)
    found = list(NUMBER.finditer(text))
    if choice in (0, 1, 2) and found:
        spot = rng.choice(found)
        n = int(spot.group())
        new = rng.choice([n + 1, n - 1 if n else 2, int(str(n)[::-1]), n * 10, n + 10 ** rng.randrange(len(str(n)))])
        return text[:spot.start()] + str(new) + text[spot.end():]
    if choice == 3:
        parts = terms(text)
        i = rng.randrange(len(parts))
        parts[i] = ("-" if parts[i][0] == "+" else "+") + parts[i][1:]
        return "".join(parts).lstrip("+")
    if choice == 4 and "^" in text:
        return re.sub(r"\^\{?(\d+)\}?", lambda m: f"^{{{int(m.group(1)) + rng.choice([-1, 1])}}}", text, count=1)
    if choice == 5 and "sqrt" in text:
        return re.sub(r"\\sqrt\{(\d+)\}", lambda m: rng.choice([m.group(1), rf"\sqrt{{{int(m.group(1)) + 1}}}"]), text, count=1)
    if choice == 6 and "frac" in text:
        return re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", r"\\frac{\2}{\1}", text, count=1)
    return rng.choice([f"-({text})", f"{text} + 1", rf"\frac{{{text}}}{{2}}", f"2({text})", f"{text} + 10^{{-{rng.randint(1, 5)}}}"])


def scalar_pair(rng, text, is_true):
    """Another form of the scalar and whether it is equal, confirmed; or None."""
    if not is_true:
        other = miss_scalar(rng, text)
        return other if clearly_different(text, other) else None
    other = text
    for _ in range(rng.choice([1, 1, 1, 2])):
        other = rewrite_scalar(rng, plain(other))
    return other if other != text and same(text, plain(other)) else None


# --- Everything else ----------------------------------------------------------------------------------------------

def element_pair(rng, parts, is_true):
    """One element rewritten or missed."""
    i = rng.randrange(len(parts))
    new = scalar_pair(rng, parts[i].strip(), is_true)
    return [*parts[:i], plain(new), *parts[i + 1:]] if new else None


def all_scalars(parts):
    return all(value(part) is not None for part in parts)


def list_pair(rng, parts, is_true):
    parts = [part.strip() for part in parts]
    choice = rng.randrange(3)
    if is_true and choice:
        shuffled = rng.sample(parts, len(parts))
        return shuffled
    if not is_true and choice == 0 and len(parts) > 2:
        return parts[:-1]
    if not is_true and choice == 1:
        new = str(rng.randint(1001, 9999))
        return [*parts, new] if all(clearly_different(new, part) for part in parts) else None
    if is_true:
        return element_pair(rng, parts, True)
    new = element_pair(rng, parts, False)
    if not new:
        return None
    # A changed element may be another one of the list: {1, 2} and {2, 2} differ, {1, -1} with both signs changed would not.
    left = sorted((v.real, v.imag) for v in map(value, parts))
    right = sorted((v.real, v.imag) for v in map(value, new))
    return new if any(abs(a - b) > 1e-6 for x, y in zip(left, right) for a, b in zip(x, y)) else None


def tuple_pair(rng, parts, is_true):
    if not is_true and rng.random() < 0.4:
        i, j = rng.sample(range(len(parts)), 2)
        if not clearly_different(parts[i], parts[j]):
            return None
        parts = list(parts)
        parts[i], parts[j] = parts[j], parts[i]
        return parts
    return element_pair(rng, parts, is_true)


def matrix_pair(rng, text, is_true):
    match = re.fullmatch(r"\\begin\{(\w)matrix\}(.*)\\end\{\w+matrix\}", text, re.S)
    if not match:
        return None
    rows = [row.split("&") for row in match.group(2).split(r"\\") if row.strip()]
    cells = [cell for row in rows for cell in row]
    if not all_scalars(cells):
        return None
    new = element_pair(rng, cells, is_true) if rng.random() < 0.7 or not is_true else cells
    if not new:
        return None
    width = len(rows[0])
    body = r" \\ ".join(" & ".join(new[i:i + width]) for i in range(0, len(new), width))
    name = rng.choice(["bmatrix", "pmatrix"]) if is_true else match.group(1) + "matrix"
    return rf"\begin{{{name}}} {body} \end{{{name}}}"


def interval_pair(rng, text, is_true):
    pieces = [piece.strip() for piece in re.split(r"\\cup", bare(text))]
    ends = []
    for piece in pieces:
        match = re.fullmatch(r"([(\[])(.*)([)\]])", piece)
        parts = split_top(match.group(2)) if match else []
        if len(parts) != 2:
            return None
        ends.append([match.group(1), parts[0].strip(), parts[1].strip(), match.group(3)])
    finite = [(i, j) for i, end in enumerate(ends) for j in (1, 2) if value(end[j]) is not None]
    if not finite:
        return None
    if is_true and len(ends) > 1 and rng.random() < 0.5:
        rng.shuffle(ends)
    elif not is_true and rng.random() < 0.5:
        i, j = rng.choice(finite)
        at = 0 if j == 1 else 3
        ends[i][at] = {"(": "[", "[": "(", ")": "]", "]": ")"}[ends[i][at]]
    else:
        i, j = rng.choice(finite)
        new = scalar_pair(rng, ends[i][j], is_true)
        if not new:
            return None
        ends[i][j] = plain(new)
    # A missed end must leave an interval: (5, 3) would be another thing altogether.
    for end in ends:
        low, high = value(end[1]), value(end[2])
        if low is not None and high is not None and low.real >= high.real:
            return None
    return r" \cup ".join(f"{a}{b}, {c}{d}" for a, b, c, d in ends)


def equation_pair(rng, text, is_true):
    sides = [side.strip() for side in text.split("=")]
    if len(sides) != 2 or not all_scalars(sides):
        return None
    if is_true:
        k = rng.randint(2, 9)
        return rng.choice([f"{sides[1]} = {sides[0]}", f"{k}({sides[0]}) = {k}({sides[1]})", f"{sides[0]} - ({sides[1]}) = 0"])
    i = rng.randrange(2)
    new = scalar_pair(rng, sides[i], False)
    if not new:
        return None
    other = [*sides[:i], new, *sides[i + 1:]]
    # Another equation may have the same solutions: both sides' difference must not be a multiple.
    ratios = []
    for seed in (1, 2, 3):
        left = value(f"{sides[0]} - ({sides[1]})", seed)
        right = value(f"{other[0]} - ({other[1]})", seed)
        if not left or right is None:
            return None
        ratios.append(right / left)
    return " = ".join(other) if abs(ratios[0] - ratios[1]) + abs(ratios[1] - ratios[2]) > 1e-4 else None


def base_pair(rng, digits, base, is_true):
    if is_true:
        return rng.choice([f"{digits}_{{{base}}}", rf"{digits}_{{\text{{{base}}}}}", f"0{digits}_{{{base}}}", rf"\boxed{{{digits}_{{{base}}}}}"])
    if rng.random() < 0.5:
        other = rng.choice([b for b in range(2, 17) if b != base and all(int(d, 36) < b for d in digits)] or [base + 1])
        return f"{digits}_{{{other}}}" if len(digits) > 1 else None
    i = rng.randrange(len(digits))
    new = rng.choice([d for d in "0123456789ABCDEF"[:base] if d != digits[i]])
    return f"{digits[:i]}{new}{digits[i + 1:]}_{{{base}}}"


def words_pair(rng, text, is_true, pool):
    word = re.sub(r"\\(?:text|textbf|mbox|mathrm)\s*\{([^{}]*)\}", r"\1", text).strip()
    if is_true:
        return rng.choice([word, rf"\text{{{word}}}", rf"\mathrm{{{word}}}", rf"\textbf{{{word}}}", rf"\boxed{{\text{{{word}}}}}"])
    other = rng.choice(pool)
    return other if other.strip("() ").lower() != word.strip("() ").lower() else None


def quantity_pair(rng, gold, is_true):
    """Percent, money, degrees, and numbers with a unit in words."""
    for pattern, shapes in (
            (r"(-?[\d.]+)\\%", [r"{}\%", r"{} \%", "{}%", "{} percent"]),
            (r"(-?)\\\$ ?([\d.]+)", [r"\${}", "${}", r"{} \text{{ dollars}}", "{} dollars", "{}"]),
            (r"(-?[\d.]+)\^\{?\\circ\}?", [r"{}^\circ", r"{}^{{\circ}}", r"{}\text{{ degrees}}", "{} degrees", "{}°"]),
            (r"(-?\d+) ?\\(?:text|mbox)\{ ?([a-z]+) ?\}", None)):
        match = re.fullmatch(pattern, gold)
        if not match:
            continue
        number = match.group(1) if match.group(1) not in ("", "-") else match.group(1) + match.group(2)
        if shapes is None:
            unit = match.group(2)
            shapes = [rf"{{}} \text{{{{ {unit}}}}}", rf"{{}} \mathrm{{{{{unit}}}}}", f"{{}} {unit}", "{}"]
        if not is_true:
            number = rng.choice([str(Fraction(number) + 1 if "." not in number else number + "1"), number + "0" if "." not in number else "-" + number])
        return rng.choice(shapes).format(number)
    return None


def pair(rng, row, is_true, pools):
    gold = row["answer"]
    text, kind = bare(gold), row["kind"]
    if kind == "integer" and is_true and rng.random() < 0.5:
        n = int(text) if re.fullmatch(r"-?\d+", text) else None
        if n is not None:
            return rng.choice([f"{n}.0", f"{n:,}", f"{n}.", rf"\frac{{{n * 3}}}{{3}}", f"{n * 2}/2", f"{n * 10}e-1", rf"{n} \times 10^0"])
    mixed = MIXED.fullmatch(text)
    if mixed:
        whole, top, bottom = int(mixed.group(1)), int(mixed.group(2) or mixed.group(4)), int(mixed.group(3) or mixed.group(5))
        exact = Fraction(whole * bottom + top, bottom)
        if not is_true:
            exact += rng.choice([1, -1, Fraction(1, bottom + 1), Fraction(1, 10**6)])
        return rng.choice([rf"\frac{{{exact.numerator}}}{{{exact.denominator}}}", str(exact)])
    based = BASE.fullmatch(text)
    if based:
        return base_pair(rng, based.group(1), int(based.group(2)), is_true)
    if kind in ("text", "multiple_choice") and r"\text" in text and re.fullmatch(r"[\\a-zA-Z(){} ]+", text):
        return words_pair(rng, text, is_true, pools[kind])
    if "matrix" in text:
        return matrix_pair(rng, text, is_true)
    if r"\infty" in text or r"\cup" in text or re.fullmatch(r"\[[^\[\]]*\)|\([^()]*\]", text):
        return interval_pair(rng, text, is_true)
    if r"\text" in text or r"\%" in text or r"\$" in text or "circ" in text:
        return quantity_pair(rng, gold, is_true)
    if "=" in text:
        return equation_pair(rng, text, is_true)
    inside = re.fullmatch(r"\\\{(.*)\\\}", text)
    parts = split_top(inside.group(1) if inside else text)
    if len(parts) > 1 and all_scalars(parts):
        new = list_pair(rng, parts, is_true)
        return new and (r"\{%s\}" if inside else "%s") % ", ".join(new)
    inside = re.fullmatch(r"\((.*)\)", text, re.S)
    parts = split_top(inside.group(1)) if inside else []
    if len(parts) > 1 and all_scalars(parts):
        new = tuple_pair(rng, parts, is_true)
        return new and f"({', '.join(new)})"
    return scalar_pair(rng, text, is_true) if value(text) is not None else None


def generate(rows, count, seed):
    rng = random.Random(seed)
    pools = collections.defaultdict(list)
    for row in rows:
        if row["kind"] in ("text", "multiple_choice"):
            pools[row["kind"]].append(re.sub(r"\\text\{([^{}]*)\}", r"\1", row["answer"]).strip())
    made = 0
    while made < count:
        row = rng.choice(rows)
        is_true = rng.random() < 0.5
        other = pair(rng, row, is_true, pools)
        if other:
            yield {"id": made, "gold": row["answer"], "answer": other, "policy": "math", "expected": is_true, "kind": row["kind"]}
            made += 1


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("assay")
    ap.add_argument("--count", type=int, default=100_000)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--show", type=int, default=10, help="examples of each kind of miss")
    args = ap.parse_args()
    path = support.data_folder() / "math" / "math_test_answers.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tally, examples = collections.Counter(), collections.defaultdict(list)
    undecided, total, expected_false = collections.Counter(), collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="assay-pairs-") as folder:
        source = Path(folder) / "pairs.jsonl"
        with open(source, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(row) + "\n" for row in generate(rows, args.count, args.seed))
        out = Path(folder) / "out.jsonl"
        subprocess.run([args.assay, "math", "-o", out, source], check=True)
        with open(source, encoding="utf-8") as pairs, open(out, encoding="utf-8") as verdicts:
            for given, found in zip(map(json.loads, pairs), map(json.loads, verdicts), strict=True):
                word, expected = found["verdict"], given["expected"]
                is_probable = found["proof"] == "probable"
                total[given["kind"]] += 1
                expected_false += not expected
                what = "right" if word == ("equal" if expected else "different") else word
                if word in ("equal", "different") and what != "right":
                    what = "false accept" if word == "equal" else "false reject"
                    tally["false proof"] += not is_probable
                undecided[given["kind"]] += what not in ("right", "false accept", "false reject")
                tally[what] += 1
                if what != "right":
                    examples[what].append((given, found))
    for what, found in examples.items():
        for given, verdict in random.Random(0).sample(found, min(args.show, len(found))):
            print(f"{what}: {given['kind']}: {given['gold']!r} against {given['answer']!r}, expected {given['expected']}: "
                  f"{verdict['verdict']}, {verdict['proof']}, {verdict['reason']}")
    n_undecided = sum(undecided.values())
    print(f"{args.count} pairs: {dict(tally)}; undecided {n_undecided / args.count:.4%}")
    print("undecided by kind:", {kind: f"{n} of {total[kind]}" for kind, n in undecided.most_common() if n})
    if tally["false proof"] or tally["false accept"] > 1e-4 * expected_false or n_undecided > 0.01 * args.count:
        sys.exit("the bar is missed")


if __name__ == "__main__":
    main()
