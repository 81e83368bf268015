#!/usr/bin/env python3
"""Checks the words that the scripts of a student's repository say: student_template/.parcours/words, a file a language.

Usage: check_template_words.py

Each file may hold comments and assignments NAME="TEXT" only, where TEXT is a format of printf with %s and %% and expands
nothing. All must define the same names, each once and with as many %s, and of these each that is said in the Makefile or a
script, and no other. Prints what is wrong as FILE: WHAT and exits 1 if there is anything.
"""

import re
import sys
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parent.parent / "student_template"
SCRIPTS = TEMPLATE / ".parcours"
WORDS = SCRIPTS / "words"
COMMENT = re.compile(r"^\s*#.*\n", re.MULTILINE)
ASSIGNMENT = re.compile(r'^([a-z_]+)="((?:[^"\\$`]|\\["$`\n])*)"\n', re.MULTILINE)
DIRECTIVE = re.compile(r"%(.?)")
SAID = re.compile(r"\bsay ([a-z_]+)")


def formats_of(path):
    """The formats of the file by name, and what is wrong with it."""
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    formats, wrong = {}, []
    for name, value in ASSIGNMENT.findall(text):
        if name in formats:
            wrong.append(f"{name} is defined twice")
        formats[name] = value
        if odd := [f"%{kind}" for kind in DIRECTIVE.findall(value) if kind not in ("s", "%")]:
            wrong.append(f"{name} has {', '.join(odd)}")
    if rest := ASSIGNMENT.sub("", text).split():
        wrong.append(f"no assignment of plain text: {' '.join(rest[:8])}")
    return formats, wrong


def values(text):
    return DIRECTIVE.findall(text).count("s")


def names_said():
    """Each name that a script says, with the script."""
    for path in [TEMPLATE / "Makefile", *sorted(SCRIPTS.iterdir())]:
        if path.is_file() and path.name != "say":
            for name in SAID.findall(COMMENT.sub("", path.read_text(encoding="utf-8"))):
                yield name, path


def complaints():
    catalogues = {path: formats_of(path) for path in sorted(WORDS.iterdir())}
    said = dict(names_said())
    first, (model, _) = next(iter(catalogues.items()))
    for path, (formats, wrong) in catalogues.items():
        yield from (f"{path.relative_to(TEMPLATE)}: {what}" for what in wrong)
        for name in sorted(model.keys() | formats.keys() | said.keys()):
            if name not in formats:
                by = said[name] if name in said else first
                yield f"{path.relative_to(TEMPLATE)}: {name} is missing, which is in {by.relative_to(TEMPLATE)}"
            elif name not in said:
                yield f"{path.relative_to(TEMPLATE)}: no script says {name}"
            elif name in model and values(formats[name]) != values(model[name]):
                yield f"{path.relative_to(TEMPLATE)}: {name} has not as many %s as in {first.relative_to(TEMPLATE)}"


def main():
    found = list(complaints())
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
