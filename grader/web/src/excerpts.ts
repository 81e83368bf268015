// Colours the lines of code that stand in the page already.
import { html } from "./dom";
import { highlight, painted, type Line } from "./highlight";

const row = /^([> ] +\d+ \u2502 ?)(.*)$/;

const textOf = (line: Line): string => line.map(([, text]) => text).join("");

/** `source`: the lines of the whole file, where the page has it: a line alone does not tell that it is in a comment. */
function colour(code: HTMLElement, source: Line[]): void {
  for (const node of Array.from(code.childNodes)) {
    const rows = (node.textContent ?? "").replace(/\n$/, "").split("\n");
    const fragment = document.createDocumentFragment();
    rows.forEach((text, i) => {
      if (i > 0) fragment.append("\n");
      const parts = row.exec(text);
      if (!parts) {
        fragment.append(text);
        return;
      }
      const [, gutter = "", shown = ""] = parts;
      const whole = source[Number(gutter.replace(/\D/g, "")) - 1];
      const line = whole && textOf(whole).trimEnd() === shown ? whole : highlight(shown)[0];
      fragment.append(html("span", { class: "gutter" }, gutter), painted(line ?? []));
    });
    if (node instanceof Text) {
      if ((node.textContent ?? "").endsWith("\n") && node.textContent !== "\n") fragment.append("\n");
      if (node.textContent !== "\n") node.replaceWith(fragment);
    } else {
      (node as HTMLElement).replaceChildren(fragment);
    }
  }
}

export function colourExcerpts(source: Line[]): void {
  document.querySelectorAll<HTMLElement>("figure pre code").forEach((code) => colour(code, source));
  document.querySelectorAll<HTMLElement>(".timeline td code").forEach((code) => {
    const line = highlight(code.textContent ?? "")[0];
    if (line) code.replaceChildren(painted(line));
  });
}
