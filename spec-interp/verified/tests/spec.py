#!/usr/bin/env python3
"""Writes the commands of .wast files for tests/spec.ml.

    spec.py WORKDIR FILE.wast ... | _build/spec

Needs wast2json (wabt)."""
import json
import pathlib
import re
import subprocess
import sys


# Assertions of drafts that the specification's own text contradicts.
DROPPED = {
    ("reference-types", "unreached-invalid", 540): "br_table whose labels differ, after unreachable: the final text accepts it",
}


def hexed(text):
    return text.encode("utf-8", "surrogatepass").hex()


def value(v):
    if v["type"] == "v128":
        # Lanes as v128:TYPE/VALUE/...
        return "/".join([f"v128:{v['lane_type']}", *v["value"]])
    return f"{v['type']}:{v.get('value', 'any')}"


def values(l):
    return [value(v) for v in l]


def lines(work, path):
    stem = path.stem
    out = work / f"{stem}.json"
    # wabt 1.0.32 does not know the abbreviation that leaves table 0 out.
    text = re.sub(r"\btable\.(get|set|size|grow|fill)(?=\s*[()])", r"table.\1 0", path.read_text(errors="surrogateescape"))
    source = work / path.name
    source.write_text(text, errors="surrogateescape")
    run = subprocess.run(["wast2json", str(source), "-o", str(out)], capture_output=True, text=True)
    if run.returncode:
        yield f"0 skip file-that-wast2json-rejects"
        return
    anonymous = 0
    for c in json.loads(out.read_text())["commands"]:
        kind, line = c["type"], c["line"]
        action = c.get("action", {})
        name = action.get("module", "-")
        field = hexed(action.get("field", ""))
        if (path.parent.name, stem, line) in DROPPED:
            yield f"{line} skip assertion-that-the-final-text-contradicts"
        elif kind == "module":
            anonymous += 1
            yield f"{line} module {c.get('name', f'#{anonymous}')} {work / c['filename']}"
        elif kind == "register":
            yield f"{line} register {c.get('name', '-')} {hexed(c['as'])}"
        elif kind in ("assert_return", "action"):
            args = values(action.get("args", []))
            if kind == "action":
                expected = [f"{v['type']}:" for v in c.get("expected", [])]
                if expected:
                    yield f"{line} skip action-with-results"
                    continue
            expected = values(c.get("expected", []))
            yield " ".join([str(line), "return", action["type"], name, field, *args, "--", *expected])
        elif kind == "assert_trap":
            yield " ".join([str(line), "trap", name, field, hexed(c["text"]), *values(action.get("args", []))])
        elif kind == "assert_exhaustion":
            yield " ".join([str(line), "exhaustion", name, field, *values(action.get("args", []))])
        elif kind == "assert_uninstantiable":
            yield f"{line} uninstantiable {work / c['filename']} {hexed(c['text'])}"
        elif kind == "assert_unlinkable":
            yield f"{line} unlinkable {work / c['filename']}"
        elif kind == "assert_malformed" and c["module_type"] == "binary":
            yield f"{line} malformed {work / c['filename']}"
        elif kind == "assert_invalid" and c["module_type"] == "binary":
            yield f"{line} invalid {work / c['filename']}"
        else:
            yield f"{line} skip {kind}"


def main():
    work = pathlib.Path(sys.argv[1])
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        print(f"file {path.stem}")
        for line in lines(work, path):
            print(line)


main()
