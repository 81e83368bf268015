// The whole file at the end of the page, with the lines that findings name, and links there and back.
import { html } from "./dom";
import { painted, type Line } from "./highlight";
import { articleOf, inHeader, type Result } from "./result";
import { say } from "./words";

/** Of each line the findings that name it, by their places in the page. */
function named(result: Result): Map<number, Set<number>> {
  const lines = new Map<number, Set<number>>();
  result.findings.forEach((finding, i) => {
    for (const place of [finding, ...finding.steps])
      if (inHeader(result, place)) lines.set(place.line, (lines.get(place.line) ?? new Set()).add(i));
  });
  return lines;
}

export function showSource(result: Result, source: Line[]): void {
  const main = document.querySelector("main");
  if (!main || !result.source.trim()) return;
  const lines = named(result);
  const digits = String(source.length).length;
  const code = html("code");
  source.forEach((line, i) => {
    const findings = [...(lines.get(i + 1) ?? [])];
    const gutter = html("span", { class: "gutter" }, `${findings.length ? ">" : " "} ${String(i + 1).padStart(digits)} │ `);
    const row = html("span", { id: `L${i + 1}`, ...(findings.length ? { class: "here" } : {}) }, gutter, painted(line));
    for (const finding of findings.slice(0, 4))
      row.append("  ", html("a", { class: "back", href: `#finding-${finding + 1}`, "aria-label": say("finding {}", finding + 1) }, `${finding + 1}`));
    code.append(row, "\n");
  });
  const size = source.length === 1 ? say("{} line", 1) : say("{} lines", source.length);
  const whole = html("details", {}, html("summary", {}, size), html("pre", { tabindex: "0" }, code));
  main.append(
    html("section", { "aria-labelledby": "source", class: "source" }, html("h2", { id: "source" }, result.header || say("Your file")), whole),
  );
  const open = (): void => {
    if (/^#L\d+$/.test(location.hash)) whole.open = true;
  };
  window.addEventListener("hashchange", open);
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    if (link?.hash.startsWith("#L")) whole.open = true;
  });
  linkPlaces(result, source.length);
}

/** The line under a finding's heading leads to its line in the file. */
function linkPlaces(result: Result, count: number): void {
  result.findings.forEach((finding, i) => {
    const place = articleOf(i)?.querySelector("h3 + p.soft");
    if (!place || !inHeader(result, finding) || finding.line > count) return;
    place.replaceChildren(html("a", { href: `#L${finding.line}` }, place.textContent ?? ""));
  });
}
