#!/usr/bin/env python3
"""Checks of the theory's text, and the numbers that the README quotes.

    check.py words      words that must not occur (Admitted, Axiom, unset guards, stray Extract ...)
    check.py rules      rules of the specification against the relation's constructors
    check.py overrides FILE   overrides of Extract.v against the self-test's list in FILE
    check.py readme     the README's generated block is up to date (--bless rewrites it)
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
THEORIES = HERE / "theories"
# T6, which needs the real numbers: a library of its own.
IEEE = HERE / "ieee"
# Constructors without a rule in the lists, and why.
EXTRA = {
    "Step__ctxt_instrs": "evaluation context of sequences (a rule of the 3.0 list)",
    "Step__write": "gathers the rules that write",
    "Step__call_addr_host": "host call, left to the embedder by the specification",
    "Step__call_addr_host_trap": "host call that traps",
}


def strip_comments(text):
    out, depth, i = [], 0, 0
    while i < len(text):
        two = text[i:i + 2]
        if two == "(*":
            depth, i = depth + 1, i + 2
        elif two == "*)" and depth:
            depth, i = depth - 1, i + 2
        else:
            if not depth or text[i] == "\n":
                out.append(text[i])
            i += 1
    return "".join(out)


def sources(folder=THEORIES):
    return {p: strip_comments(p.read_text()) for p in sorted(folder.glob("*.v"))}


def project_files():
    return re.findall(r"^theories/(\w+)\.v$", (HERE / "_CoqProject").read_text(), re.M)


def words():
    bad = []
    never = [r"\bAdmitted\b", r"\badmit\b", r"\bgive_up\b", r"\bConjecture\b", r"\bUnset\s+\w*\s*(Guard|Positivity|Universe)", r"bypass_check",
             r"\bType\s*-\s*in\s*-\s*type", r"\bPrimitive\b", r"\bRegister\b", r"\bDeclare ML\b"]
    libraries = [r"\b(Equations|Program|Reals|PrimFloat|Floats|Classical\w*|FunctionalExtensionality)\b(?!\s*:)"]
    for path, text in [*sources().items(), *sources(IEEE).items()]:
        kinds = []  # open Module Type / Module / Section, by name
        for number, line in enumerate(text.split("\n"), 1):
            where = f"{path.name}:{number}"
            for word in never + (libraries if path.parent == THEORIES else []):
                if re.search(word, line):
                    bad.append(f"{where}: {word}")
            for kind, name in re.findall(r"\b(Module Type|Module|Section)\s+(\w+)(?![^.]*:=)", line):
                kinds.append((kind, name))
            if re.search(r"\b(Axioms?|Parameters?)\b", line) and not any(k == "Module Type" for k, _ in kinds):
                bad.append(f"{where}: Axiom or Parameter outside a module type")
            if re.search(r"^\s*(Variables?|Hypothes[ie]s|Context)\b", line) and not any(k == "Section" for k, _ in kinds):
                bad.append(f"{where}: Variable or Hypothesis outside a section")
            for name in re.findall(r"\bEnd\s+(\w+)\s*\.", line):
                kinds = [k for k in kinds if k[1] != name]
            if re.search(r"^\s*(Extract|Extraction)\b", line) and not path.name.startswith("Extract"):
                bad.append(f"{where}: Extract outside the extraction files")
        if path.name == "ExtractModel.v" and re.search(r"\bExtract\s", text):
            bad.append(f"{path.name}: an override in the model's extraction")
    listed = set(project_files()) | {"Extract", "ExtractModel", "Assumptions"}
    bad += [f"{p.name}: not in _CoqProject" for p in THEORIES.glob("*.v") if p.stem not in listed]
    for name in ("_CoqProject", "Makefile", "gate"):
        if re.search(r"type-in-type|-vos|-noinit|-impredicative", (HERE / name).read_text()):
            bad.append(f"{name}: a flag that weakens checking")
    return bad


def constructors():
    text = sources()[THEORIES / "Step.v"]
    return re.findall(r"^\| (Step\w*__\w+)", text, re.M)


def rules(version):
    listed = (HERE / "rules" / f"step-{version}.txt").read_text().split()
    return {rule: re.sub(r"[^A-Za-z0-9_]", "_", rule.replace("/", "__", 1)) for rule in listed}


def coverage():
    have = constructors()
    table, bad = [], []
    if len(set(have)) != len(have):
        bad.append("a constructor twice")
    known = set()
    for version in ("1.0", "2.0", "3.0"):
        wanted = rules(version)
        # 3.0 renames one rule of the older lists.
        alias = {"Step_pure__trap_instrs": "Step_pure__trap_vals"}
        known |= set(wanted.values())
        missing = [r for r, c in wanted.items() if c not in have and alias.get(c) not in have]
        table.append((version, len(wanted) - len(missing), len(wanted)))
        if version == "1.0":
            bad += [f"rule without constructor: {r}" for r in missing]
        if version == "2.0":
            # Rules of vectors begin with a v.
            bad += [f"rule without constructor: {r}" for r in missing if not re.search(r"/v", r)]
    bad += [f"constructor without rule: {c}" for c in have if c not in known and c not in EXTRA]
    return table, bad


def overrides(listing):
    text = sources()[THEORIES / "Extract.v"]
    have = set(re.findall(r"Extract (?:Inlined )?Constant ([\w.]+) => \"(?:Verified_native\.(?!model_only)\w+|[0-9xa-f_]+)\"\.", text))
    have = {n for n in have if not n.endswith(".t") and n != "lcl"}
    tested = set(pathlib.Path(listing).read_text().split())
    bad = [f"override without self-test entry: {n}" for n in sorted(have - tested)]
    bad += [f"self-test entry without override: {n}" for n in sorted(tested - have)]
    if len(have) != len(re.findall(r"^Extract Inlined Constant", text, re.M)):
        bad.append("an override that this script does not understand")
    return bad, len(have)


def lines():
    """(definitions, statements, proofs) by file of the theory; tactics count as proofs."""
    def count(text):
        return sum(1 for line in text.split("\n") if line.strip())

    table = []
    files = [(name, THEORIES / f"{name}.v") for name in project_files()]
    files += [(f"ieee/{p.stem}", p) for p in sources(IEEE) if p.stem != "Assumptions"]
    for name, path in files:
        text = strip_comments(path.read_text())
        proof = statement = 0
        for match in re.finditer(r"^[ ]*(?:Lemma|Theorem)\b(.*?)\bProof\b(.*?)\bQed\.", text, re.M | re.S):
            proof += count(match.group(2))
            statement += count(match.group(1))
        for match in re.finditer(r"^Ltac\b.*?(?=\n\n|\n[A-Z(])", text, re.M | re.S):
            proof += count(match.group(0))
        table.append((name, max(0, count(text) - statement - proof), statement, proof))
    return table


def readme_block():
    out = ["| file | definitions | statements | proofs |", "|---|---:|---:|---:|"]
    table = lines()
    out += [f"| `{n}.v` | {d} | {s} | {p} |" for n, d, s, p in table]
    out.append("| **all** | %d | %d | %d |" % tuple(sum(t[i] for t in table) for i in (1, 2, 3)))
    out += ["", "| specification | step rules | of which constructors here |", "|---|---:|---:|"]
    out += [f"| {v} | {total} | {have} |" for v, have, total in coverage()[0]]
    return "\n".join(out)


def readme(bless):
    path = HERE / "README.md"
    text = path.read_text()
    begin, end = "<!-- generated: check.py readme --bless -->\n", "\n<!-- end -->"
    i, j = text.index(begin) + len(begin), text.index(end)
    if text[i:j] == readme_block():
        return []
    if bless:
        path.write_text(text[:i] + readme_block() + text[j:])
        return []
    return ["README.md: numbers out of date (check.py readme --bless)"]


def main(args):
    what = args[0] if args else ""
    if what == "words":
        bad = words()
        note = "no forbidden word"
    elif what == "rules":
        table, bad = coverage()
        note = "step rules: " + ", ".join(f"{have} of {total} of {v}" for v, have, total in table)
    elif what == "overrides":
        bad, count = overrides(args[1])
        note = f"{count} overrides, each with a self-test entry"
    elif what == "readme":
        bad = readme("--bless" in args)
        note = "README's numbers are current"
    else:
        sys.exit(__doc__)
    for line in bad:
        print(line)
    if not bad:
        print(note)
    sys.exit(1 if bad else 0)


main(sys.argv[1:])
