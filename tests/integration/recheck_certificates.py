#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Check the certificates of proven verdicts with nothing but integers and fractions.

usage: recheck_certificates.py ASSAY          decide all benchmark rows, check every certificate (skips without the data)
       recheck_certificates.py --rows FILE    check the verdict rows of FILE (.jsonl, .gz)

Each claim must follow from what its certificate states, kind by kind, down to the last kid. Nothing of the verifier is used:
polynomials over atoms are multiplied here, intervals compared here. Beside that the texts of the certificate are read where
that needs no parser (plain numbers and fractions), and have to be the values stated. A proven verdict without a certificate
fails, and so does a kind that is not known here.
"""
import collections
import gzip
import json
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

# The numbers of certificates are longer than Python converts by default.
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


class Broken(Exception):
    """The certificate does not prove its claim."""


def require(claim, what):
    if not claim:
        raise Broken(what)


# --- Numbers ------------------------------------------------------------------------------------------------------

def rational(text):
    """"-3/4"; "5e1000000" and "5*2^1000000" only as far as they can be written out."""
    for pattern, base in ((r"(-?\d+(?:/\d+)?)e(-?\d+)", 10), (r"(-?\d+)\*2\^(-?\d+)", 2)):
        match = re.fullmatch(pattern, text)
        if match:
            require(abs(int(match.group(2))) < 100_000, "a number too long to write out")
            return Fraction(match.group(1)) * Fraction(base) ** int(match.group(2))
    require(re.fullmatch(r"-?\d+(/\d+)?", text), f"not a rational: {text[:40]}")
    return Fraction(text)


def same_values(gold, answer):
    """Whether two values in lowest terms are the same; scientific ones are compared without being written out."""
    if gold == answer:
        return True
    forms = []
    for text in (gold, answer):
        match = re.fullmatch(r"(-?\d+)(?:/(\d+))?(?:e(-?\d+))?", text)
        require(match, f"not a value: {text[:40]}")
        top, bottom, exponent = int(match.group(1)), int(match.group(2) or 1), int(match.group(3) or 0)
        if top == 0:
            forms.append((0, 1, 0))
            continue
        # Powers of two and five go into exponents, so that what is left is the same for the same value.
        exponents = []
        for prime in (2, 5):
            count = exponent
            while top % prime == 0:
                top, count = top // prime, count + 1
            while bottom % prime == 0:
                bottom, count = bottom // prime, count - 1
            exponents.append(count)
        forms.append((top, bottom, *exponents))
    return forms[0] == forms[1]


def read_plain(text):
    """The value of a text that needs no parser; None for all others."""
    text = re.sub(r"^\\boxed\{([^{}]*)\}$", r"\1", text.strip())
    text = text.strip("$ ").rstrip(".").replace(r"\dfrac", r"\frac").replace(r"\tfrac", r"\frac")
    match = re.fullmatch(r"(-?)\\frac\{(-?\d+)\}\{(\d+)\}", text)
    if match and int(match.group(3)):
        return Fraction(int(match.group(1) + "1") * int(match.group(2)), int(match.group(3)))
    if re.fullmatch(r"-?\d+/\d+", text) and int(text.partition("/")[2]):
        return Fraction(text)
    grouped = re.fullmatch(r"-?\d{1,3}((,|,\\!|\{,\})\d{3})+(\.\d+)?", text)
    if grouped:
        text = re.sub(r",\\!|\{,\}|,", "", text)
    return Fraction(text) if re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", text) else None


# --- Polynomials over atoms -----------------------------------------------------------------------------------------

def parse_poly(text):
    """{monomial: coefficient}, where a monomial is a sorted tuple of (atom, exponent)."""
    poly = collections.defaultdict(Fraction)
    for term in text.split(" + "):
        coefficient, *factors = re.split(r"\*(?=\[)", term)
        powers = collections.defaultdict(Fraction)
        for factor in factors:
            match = re.fullmatch(r"\[(\d+)\](?:\^(-?\d+(?:/\d+)?))?", factor)
            require(match, f"not a factor: {factor[:40]}")
            powers[int(match.group(1))] += Fraction(match.group(2) or 1)
        poly[tuple(sorted((k, e) for k, e in powers.items() if e))] += rational(coefficient)
    return {m: c for m, c in poly.items() if c}


def multiply(a, b):
    product = collections.defaultdict(Fraction)
    for left, x in a.items():
        for right, y in b.items():
            powers = collections.defaultdict(Fraction)
            for k, e in (*left, *right):
                powers[k] += e
            product[tuple(sorted((k, e) for k, e in powers.items() if e))] += x * y
    return {m: c for m, c in product.items() if c}


def subtract(a, b):
    difference = collections.defaultdict(Fraction, a)
    for monomial, c in b.items():
        difference[monomial] -= c
    return {m: c for m, c in difference.items() if c}


def power(poly, n):
    result = {(): Fraction(1)}
    for _ in range(n):
        result = multiply(result, poly)
    return result


def relation(text):
    """What the first power of an atom is, as a polynomial; None for one that stands for itself."""
    if re.fullmatch(r"\d+", text):
        return {(): Fraction(int(text))}
    if text in ("(-1)", "-1", "exp(i*pi)", "unity"):
        return {(): Fraction(-1)}
    if text.startswith("(") and text.endswith(")"):
        return parse_poly(text[1:-1])
    return None


def reduce_once(poly, atoms):
    """Whole powers of integers and of roots' radicands are multiplied out, even powers of i are signs."""
    result, changed = {}, False
    for monomial, c in poly.items():
        rest, extra = [], {(): c}
        for k, e in monomial:
            known = relation(atoms[k])
            if atoms[k] == "i":
                require(e.denominator == 1, "a fractional power of i")
                quarter = e % 4
                if quarter >= 2:
                    extra = {m: -v for m, v in extra.items()}
                if quarter % 2:
                    rest.append((k, Fraction(1)))
                changed = changed or e not in (0, 1)
            elif known and (e >= 1 or (e < 0 and len(known) == 1 and not next(iter(known)))):
                whole = e.numerator // e.denominator
                if whole >= 0:
                    require(whole < 1000, "a power too large to multiply out")
                    extra = multiply(extra, power(known, whole))
                else:
                    extra = {m: v / next(iter(known.values())) ** -whole for m, v in extra.items()}
                if e - whole:
                    rest.append((k, e - whole))
                changed = True
            else:
                rest.append((k, e))
        for monomial_now, value in multiply(extra, {tuple(rest): Fraction(1)}).items():
            result[monomial_now] = result.get(monomial_now, Fraction(0)) + value
    return {m: c for m, c in result.items() if c}, changed


def reduce(poly, atoms):
    for _ in range(64):
        poly, changed = reduce_once(poly, atoms)
        if not changed:
            return poly
    raise Broken("the relations of the atoms do not end")


def check_forms(claim, is_equal):
    atoms = claim.get("atoms", [])
    gold, answer = claim["gold"], claim["answer"]
    for side in (gold, answer):
        require(reduce(parse_poly(side["den"]), atoms), "a denominator is zero")
    cross = subtract(multiply(parse_poly(gold["num"]), parse_poly(answer["den"])),
                     multiply(parse_poly(answer["num"]), parse_poly(gold["den"])))
    cross = reduce(cross, atoms)
    require(not cross if is_equal else cross, "the cross product " + ("is not zero" if is_equal else "is zero"))


# --- The other kinds ------------------------------------------------------------------------------------------------

def check_values(claim, is_equal):
    require(same_values(claim["gold"], claim["answer"]) == is_equal, "the values say otherwise")


def check_same_text(claim, is_equal):
    require(is_equal or claim.get("rule"), "different texts alone prove nothing")
    require((claim["gold"] == claim["answer"]) == is_equal, "the texts say otherwise")


def is_prime(n):
    """Miller-Rabin with bases that are enough below 2^64."""
    if n < 2 or any(n % p == 0 for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
        return n in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        x = pow(base, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def check_residues(claim, is_equal):
    residues = claim["residues"]
    require(residues, "no residues")
    differs = False
    for residue in residues:
        prime, gold, answer = int(residue["prime"]), int(residue["gold"]), int(residue["answer"])
        require(is_prime(prime), f"{prime} is no prime")
        require(0 <= gold < prime and 0 <= answer < prime, "a residue out of range")
        require(all(0 <= int(x) < prime for x in residue["point"]), "a point out of range")
        differs = differs or gold != answer
    require(differs != is_equal, "the residues say otherwise")
    if is_equal:
        require(claim["proof"] == "probable" and 0 < claim["error_bound"] < 1, "equal residues are no proof")


def bound(text):
    if text in ("inf", "-inf"):
        return float(text)
    match = re.fullmatch(r"(-?\d+)\*2\^(-?\d+)", text)
    if match and abs(int(match.group(2))) >= 100_000:
        return int(match.group(1)), int(match.group(2))
    return rational(text)


def is_below(a, b):
    """a < b, where each is a fraction, an infinity, or m*2^e with an exponent out of reach."""
    if not isinstance(a, tuple) and not isinstance(b, tuple):
        return a < b
    scaled = []
    for x in (a, b):
        if isinstance(x, tuple):
            m, e = x
            sign = (m > 0) - (m < 0)
            scaled.append((sign, abs(m).bit_length() + e, abs(m), e))
        elif isinstance(x, float) or x == 0:
            sign = 0 if x == 0 else (1 if x > 0 else -1)
            scaled.append((sign, float("inf"), 0, 0))
        else:
            size = abs(x.numerator).bit_length() - x.denominator.bit_length()
            scaled.append((1 if x > 0 else -1, size, None, None))
    left, right = scaled
    if left[0] != right[0]:
        return left[0] < right[0]
    if abs(left[1] - right[1]) > 2 or left[2] is None or right[2] is None:
        require(abs(left[1] - right[1]) > 2, "bounds too near to compare without writing them out")
        return left[1] < right[1] if left[0] > 0 else left[1] > right[1]
    low = min(left[3], right[3])
    return left[0] * (left[2] << (left[3] - low)) < right[0] * (right[2] << (right[3] - low))


def check_intervals(claim, is_equal):
    require(not is_equal, "enclosures prove no equality")
    relations = re.fullmatch(r"sign ([<>])([<>])", claim["part"])
    require(relations or claim["part"] in ("re", "im"), "an unknown part")
    require(len(claim.get("atoms", [])) == len(claim.get("point", [])), "a point of another dimension")
    sides = [(bound(claim[side]["lo"]), bound(claim[side]["hi"])) for side in ("gold", "answer")]
    for low, high in sides:
        require(not is_below(high, low), "an enclosure is upside down")
    (a, b), (c, d) = sides
    if relations:
        signs = []
        for low, high in sides:
            zero = Fraction(0)
            signs.append(1 if is_below(zero, low) else -1 if is_below(high, zero) else 0)
        require(all(signs), "a sign that is not known")
        holds = [sign == (1 if relation == ">" else -1) for sign, relation in zip(signs, relations.groups())]
        require(holds[0] != holds[1], "both relations hold at the point, or neither")
        return
    require(is_below(b, c) or is_below(d, a), "the enclosures meet")


def check_separation(claim, is_equal):
    require(is_equal, "a separation bound proves equality alone")
    low, high = rational(claim["difference"]["lo"]), rational(claim["difference"]["hi"])
    limit = Fraction(1, 2 ** claim["bound_bits"])
    require(low <= 0 <= high, "the difference is not zero")
    require(max(-low, high) < limit, "the difference is not below the bound")


def kids_of(claim):
    for kid in claim.get("kids", []):
        require(kid["verdict"] in ("equal", "different"), "a kid without a verdict")
        check_claim(kid, kid["verdict"] == "equal")
    return [kid["verdict"] == "equal" for kid in claim.get("kids", [])]


def check_parts(claim, is_equal):
    kids, pairs = kids_of(claim), claim.get("pairs", [])
    n_gold, n_answer, is_ordered = claim["n_gold"], claim["n_answer"], claim["ordered"]
    require(len(pairs) == len(kids), "pairs without kids")
    require(all(i < n_gold and j < n_answer for i, j in pairs), "a pair out of range")
    if is_equal:
        require(all(kids), "a part is not equal")
        require({i for i, _ in pairs} == set(range(n_gold)), "a part of gold is missing")
        require({j for _, j in pairs} == set(range(n_answer)), "a part of the answer is missing")
        require(not is_ordered or all(i == j for i, j in pairs), "the order is not kept")
        return
    if n_gold != n_answer and is_ordered and not kids:
        return
    if is_ordered:
        require(any(not equal and i == j for (i, j), equal in zip(pairs, kids)) or n_gold != n_answer, "no part differs")
        return
    against = collections.defaultdict(set)
    for (i, j), equal in zip(pairs, kids):
        if not equal:
            against["gold", i].add(j)
            against["answer", j].add(i)
    alone = any(len(against["gold", i]) == n_answer for i in range(n_gold)) or \
        any(len(against["answer", j]) == n_gold for j in range(n_answer))
    require(alone or (n_gold != n_answer and not kids), "every part has its match")


def check_shapes(claim, is_equal):
    require(not is_equal and claim["gold"] != claim["answer"], "the same shape")


def check_rewritten(claim, is_equal):
    kids = kids_of(claim)
    require(claim.get("rule"), "a rewriting without its rule")
    require(kids == [is_equal], "the rewritten sides say otherwise")


def check_readings(claim, is_equal):
    kids = kids_of(claim)
    require(kids and not is_equal and not any(kids), "a pair of readings is not different")


CHECKS = {"values": check_values, "same_text": check_same_text, "forms": check_forms, "residues": check_residues,
          "intervals": check_intervals, "separation": check_separation, "parts": check_parts, "shapes": check_shapes,
          "rewritten": check_rewritten, "readings": check_readings}


def check_claim(claim, is_equal):
    require(claim.get("kind") in CHECKS, f"an unknown kind of claim: {claim.get('kind')}")
    CHECKS[claim["kind"]](claim, is_equal)


def check_row(row, tally):
    certificate = row.get("certificate")
    require(isinstance(certificate, dict), "a proven verdict without a certificate")
    require(certificate["verdict"] == row["verdict"] and certificate["policy"] == row["policy"], "another verdict's")
    require(certificate["proof"] == row["proof"], "another proof")
    check_claim(certificate, row["verdict"] == "equal")
    tally[certificate["kind"]] += 1
    if certificate["kind"] != "values" or certificate.get("rule"):
        return
    for side in ("gold", "answer"):
        read = read_plain(certificate[f"{side}_text"])
        if read is not None and "e" not in certificate[side]:
            require(read == rational(certificate[side]), f"the {side} text is another value")
            tally["texts read here"] += 1


def check_rows(lines, tally):
    failures = []
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        if row["verdict"] not in ("equal", "different"):
            tally[row["verdict"]] += 1
            continue
        try:
            check_row(row, tally)
        except (Broken, KeyError, TypeError, ValueError) as why:
            failures.append(f"row {number} ({row.get('id')}): {why!r}: {str(row.get('certificate'))[:400]}")
    return failures


# --- The benchmark rows ---------------------------------------------------------------------------------------------

POLICIES = {"hendrycks-math": "hendrycks", "math-verify": "math-verify", "nemo-skills": "nemo-skills",
            "math-verify-issues": "math", "verl": "default", "latex2sympy2_extended": "math-verify"}


def read_rows(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as f:
        for line in f:
            try:
                json.loads(line.encode().decode("utf-8", "surrogatepass").encode())
                yield json.loads(line)
            except UnicodeError:
                continue


def benchmark_rows(data):
    golds = [row["answer"] for row in read_rows(data / "math_test_answers.jsonl")]
    for i, gold in enumerate(golds):
        yield {"id": f"self-{i}", "gold": gold, "answer": gold, "policy": "math"}
        yield {"id": f"next-{i}", "gold": gold, "answer": golds[i - 1], "policy": "math"}
    for row in read_rows(data / "gsm8k_model_solutions.jsonl.gz"):
        yield {"id": row["id"], "gold": row["gold"], "response": row["response"], "policy": "gsm8k"}
    for row in read_rows(data / "equivalence_cases.jsonl"):
        field = "response" if row["form"] == "response" else "answer"
        yield {"id": row["id"], "gold": row["gold"], field: row["response"], "policy": POLICIES[row["source"]]}
    for row in read_rows(data / "adversarial_cases.jsonl"):
        if "\ud800" not in row["response"]:
            yield {"id": row["id"], "gold": row["gold"], "answer": row["response"], "policy": "default"}


def main():
    tally = collections.Counter()
    if sys.argv[1] == "--rows":
        path = Path(sys.argv[2])
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as f:
            failures = check_rows(f, tally)
    else:
        import support
        with tempfile.TemporaryDirectory(prefix="assay-recheck-") as folder:
            source, out = Path(folder) / "rows.jsonl", Path(folder) / "verdicts.jsonl"
            with open(source, "w", encoding="utf-8") as f:
                f.writelines(json.dumps(row) + "\n" for row in benchmark_rows(support.data_folder() / "math"))
            subprocess.run([sys.argv[1], "math", "-o", out, source], check=True)
            subprocess.run([sys.argv[1], "math", "--recheck", "-o", Path(folder) / "again.jsonl", out], check=True)
            with open(out, encoding="utf-8") as f:
                failures = check_rows(f, tally)
    for failure in failures[:20]:
        print(failure)
    print(f"{sum(tally[kind] for kind in CHECKS)} certificates hold, {len(failures)} fail: {dict(tally)}")
    if failures or not any(tally[kind] for kind in CHECKS):
        sys.exit(1)


if __name__ == "__main__":
    main()
