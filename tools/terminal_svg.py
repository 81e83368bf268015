#!/usr/bin/env python3
"""Draws what a program printed on a terminal as an SVG picture.

usage: script -qec 'stty cols 88; build/parcours grade …' /dev/null | tools/terminal_svg.py TITLE [FIRST LAST] >docs/picture.svg
FIRST LAST: of longer output only so many lines from its beginning and from its end.
Knows the colours and weights that Parcours uses; other escape sequences are dropped.
"""
import html
import re
import sys

FONT, WIDTH, HEIGHT, MARGIN, BAR = 14, 8.43, 19, 18, 34
COLOURS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "35": "#d2a8ff", "36": "#76e3ea"}


def spans(line):
    """(text, style) for each stretch of the line."""
    colour, bold, dim = None, False, False
    for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z])", line):
        sequence = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if sequence:
            for code in sequence.group(1).split(";"):
                if code in ("", "0"):
                    colour, bold, dim = None, False, False
                elif code == "1":
                    bold = True
                elif code == "2":
                    dim = True
                elif code in COLOURS:
                    colour = COLOURS[code]
        elif part and not part.startswith("\x1b"):
            style = f' fill="{colour}"' if colour else ' fill="#8b949e"' if dim else ""
            yield part, style + (' font-weight="bold"' if bold else "")


def main():
    # A line that was written over and over, such as a progress line, is its last state.
    lines = [line.rstrip("\r").split("\r")[-1] for line in sys.stdin.read().split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    if len(sys.argv) == 4 and len(lines) > int(sys.argv[2]) + int(sys.argv[3]):
        lines[int(sys.argv[2]) : len(lines) - int(sys.argv[3])] = ["", "   ⋮", ""]
    plain = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in lines]
    width = 2 * MARGIN + WIDTH * max(len(line) for line in plain)
    height = BAR + 2 * MARGIN + HEIGHT * len(lines)
    title = html.escape(sys.argv[1])
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}" '
        f'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="{FONT}" role="img">'
    )
    print(f"<title>{title}</title>")
    print(f'<rect width="100%" height="100%" rx="10" fill="#0d1117"/>')
    print(f'<text x="{MARGIN}" y="{BAR - 8}" fill="#8b949e">$ {title}</text>')
    print('<g fill="#e6edf3">')
    for number, line in enumerate(lines):
        column = 0
        for text, style in spans(line):
            # Viewers drop blanks at the ends, and make one of several.
            for part in re.finditer(r"\S+(?: \S+)*", text):
                x, y = MARGIN + WIDTH * (column + part.start()), BAR + MARGIN + HEIGHT * number
                length = WIDTH * len(part.group())
                print(f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}"{style}>{html.escape(part.group())}</text>')
            column += len(text)
    print("</g>\n</svg>")


main()
