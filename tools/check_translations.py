#!/usr/bin/env python3
"""Compares each README.md for students with its French translation, README.fr.md beside it.

Usage: check_translations.py [CHAPTER...], for instance check_translations.py 04-threads; if none is named, all chapters and
the README.md that a student's repository begins with.

Both must have the same headings, lists, quotes, code blocks, table rows and links in the same order, and the same
identifiers in `code` between two headings; README.fr.md may stand for README.md among them. Code blocks must be identical,
except Mermaid diagrams, whose labels are translated: they must be of one kind and have as many lines. A link to a README.md
of the course must lead to its README.fr.md, and a link to the text's own README.fr.md back to README.md. Prints the first
difference of each file as FILE:LINE and exits 1 if there is any, 2 for an unknown chapter.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent / "exercises"
TEMPLATE = COURSE.parent / "student_template"
FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)$")
HEADING = re.compile(r"(#{1,6})\s")
LIST_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])\s")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
UNESCAPED_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Element:
    """One part of a text that its translation must have as well."""

    line: int
    kind: str
    detail: object


def without_code(text):
    return CODE_SPAN.sub("``", text)


def links_in(text):
    """Targets in the order of the alphabet, since two links of one sentence may change places in a translation."""
    return sorted(LINK.findall(without_code(text)))


def translated_target(target, folder):
    """Where the translation of a text in this folder must link to instead."""
    if target == "README.fr.md":
        return "README.md"
    path = target.split("#")[0]
    if path != "README.md" and not path.endswith("/README.md"):
        return target
    inside = COURSE in (folder / path).resolve().parents
    return path.removesuffix("README.md") + "README.fr.md" if inside else target


def code_block_element(start, language, body):
    if language.strip() == "mermaid":
        kind = body[0].split()[:1] if body else []
        return Element(start, "Mermaid diagram", (tuple(kind), len(body)))
    return Element(start, "code block", (language.strip(), tuple(body)))


class Reader:
    """Takes a text apart into its elements, from the first line to the last."""

    def __init__(self, path):
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.elements = []
        self.paragraph = []  # its lines, also those of a list item or a quote
        self.section = []  # the prose since the last heading
        self.section_line = 1

    def read(self):
        number = 0
        while number < len(self.lines):
            fence = FENCE.match(self.lines[number])
            if fence:
                number = self.code_block(number, fence)
            else:
                self.prose(number + 1, self.lines[number])
                number += 1
        self.end_section(len(self.lines))
        return self.elements

    def add(self, line, kind, detail):
        self.elements.append(Element(line, kind, detail))

    def code_block(self, number, fence):
        self.end_paragraph(number)
        mark, body, end = fence.group(1), [], number + 1
        while end < len(self.lines) and self.lines[end].strip() != mark:
            body.append(self.lines[end])
            end += 1
        self.elements.append(code_block_element(number + 1, fence.group(2), body))
        return end + 1

    def prose(self, line, text):
        if heading := HEADING.match(text):
            self.end_section(line)
            self.section_line = line
            self.add(line, "heading", len(heading.group(1)))
        elif not text.strip():
            self.end_paragraph(line)
            return
        elif text.lstrip().startswith("|"):
            self.end_paragraph(line)
            self.add(line, "table row", len(UNESCAPED_BAR.findall(without_code(text))))
        elif item := LIST_ITEM.match(text):
            self.end_paragraph(line)
            ordered = item.group(2)[0].isdigit()
            self.add(line, "numbered item" if ordered else "list item", len(item.group(1)))
        elif not self.paragraph:
            self.add(line, "quote" if text.startswith(">") else "paragraph", None)
        self.paragraph.append(text)
        if HEADING.match(text) or text.lstrip().startswith("|"):
            self.end_paragraph(line)

    def end_paragraph(self, line):
        text = "\n".join(self.paragraph)
        if targets := links_in(text):
            self.add(line, "links", tuple(targets))
        self.section.append(text)
        self.paragraph = []

    def end_section(self, line):
        """Code spans are compared as a set: a translation may have to name one again, or in another order."""
        self.end_paragraph(line)
        spans = (span for _, span in CODE_SPAN.findall("\n\n".join(self.section)))
        names = (" ".join(span.split()).replace("README.fr.md", "README.md") for span in spans)
        self.add(self.section_line, "names in code", frozenset(names))
        self.section = []


def expected(path):
    """The elements that the translation of this text must have."""
    for element in Reader(path).read():
        if element.kind == "links":
            targets = sorted(translated_target(target, path.parent) for target in element.detail)
            element = Element(element.line, element.kind, tuple(targets))
        yield element


def described(element):
    if element.kind == "code block":
        return f"code block of {len(element.detail[1])} lines"
    if element.kind == "names in code":
        return "the section's names in code"
    if element.kind == "links":
        return "links to " + ", ".join(element.detail)
    if element.kind == "heading":
        return f"heading of level {element.detail}"
    if element.kind == "table row":
        return f"table row with {element.detail} bars"
    return element.kind


def first_difference(english, french):
    """The line of the translation and what is wrong there; None if it has the same structure."""
    for ours, theirs in zip(english, french):
        if (ours.kind, ours.detail) == (theirs.kind, theirs.detail):
            continue
        if ours.kind == theirs.kind == "code block":
            pairs = zip(ours.detail[1], theirs.detail[1])
            offset = next((at for at, (a, b) in enumerate(pairs, 1) if a != b), 0)
            return theirs.line + offset, f"not the code block of README.md:{ours.line}"
        if ours.kind == theirs.kind == "names in code":
            missing = ", ".join(sorted(ours.detail - theirs.detail)) or "none"
            added = ", ".join(sorted(theirs.detail - ours.detail)) or "none"
            return theirs.line, f"names in code of README.md:{ours.line}: missing: {missing}; added: {added}"
        if ours.kind == theirs.kind == "Mermaid diagram":
            return theirs.line, f"not as many lines, or not the kind, of the diagram of README.md:{ours.line}"
        return theirs.line, f"{described(theirs)}; README.md:{ours.line} asks for {described(ours)}"
    if len(english) > len(french):
        rest = english[len(french)]
        return french[-1].line, f"ends before {described(rest)} of README.md:{rest.line}"
    if len(french) > len(english):
        return french[len(english)].line, f"{described(french[len(english)])} is beyond the end of README.md"
    return None


def complaint(english):
    """What is wrong with the translation of this file, or None."""
    french = english.with_name("README.fr.md")
    shown = french.relative_to(COURSE.parent)
    if not french.is_file():
        return f"{shown}:1: is missing"
    difference = first_difference(list(expected(english)), Reader(french).read())
    return f"{shown}:{difference[0]}: {difference[1]}" if difference else None


def main(chapters):
    folders = [COURSE / chapter for chapter in chapters] or [COURSE, TEMPLATE]
    for folder in folders:
        if not folder.is_dir():
            print(f"{folder}: no such chapter", file=sys.stderr)
            return 2
    texts = sorted(text for folder in folders for text in folder.rglob("README.md"))
    complaints = [said for said in map(complaint, texts) if said]
    for said in complaints:
        print(said)
    print(f"{len(texts)} texts, {len(complaints)} of their translations differ")
    return 1 if complaints or not texts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
