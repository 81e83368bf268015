// A hang as a picture: on the left who waits, on the right what for, and arrows back to who has it.
import { html, label, picture, round, svg } from "./dom";
import { articleOf, inHeader, type Finding, type Place, type Result } from "./result";

interface Wait {
  who: string;
  what: string; // "waits for a lock that B holds"
  line: number;
  code: string; // the student's line, where it waits there
  holders: number[]; // who would have to go on; indices
}

const most = 8;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const verb = / (waits|sleeps|is busy|has come)\b/;

/** Of the controlled scheduler: "No thread can go on: a waits for …; b waits for …." A ";" may also begin a remark. */
function fromMessage(finding: Finding): [string, Place | undefined][] {
  const told = /^No thread can go on: ([\s\S]*)\.$/.exec(finding.message)?.[1];
  if (!told) return [];
  const sentences: string[] = [];
  for (const part of told.split("; "))
    if (/^.+? waits\b/.test(part) && !/^the last one\b/.test(part)) sentences.push(part);
    else if (sentences.length) sentences[sentences.length - 1] += `; ${part}`;
  return sentences.map((sentence) => {
    const who = sentence.split(verb)[0] ?? "";
    const steps = finding.timeline ?? [];
    return [sentence, steps.filter((step) => step.thread === who).pop()];
  });
}

export function waitsOf(finding: Finding, result: Result): Wait[] {
  if (finding.kind !== "deadlock") return [];
  let told = fromMessage(finding);
  if (!told.length) told = finding.steps.filter((step) => verb.test(step.what)).map((step) => [step.what, step]);
  const lines = result.source.split("\n");
  const waits = told.map(([sentence, place]) => {
    const at = verb.exec(sentence)?.index ?? sentence.length;
    const code = place && inHeader(result, place) ? (lines[place.line - 1] ?? "").trim() : "";
    const holders: number[] = [];
    return { who: sentence.slice(0, at), what: sentence.slice(at + 1), line: place?.line ?? 0, code, holders };
  });
  waits.forEach((wait, i) => {
    const wanted = wait.what.split(/; |, by /)[0] ?? "";
    waits.forEach((other, j) => {
      const named = new RegExp(`(^|[^\\w])${escaped(other.who)}($|[^\\w])`).test(wanted);
      if (i === j ? / holds itself/.test(wanted) : named) wait.holders.push(j);
    });
  });
  return waits;
}

/** Whether following the arrows from somebody leads back to him. */
function inCircle(waits: Wait[], start: number): boolean {
  const seen = new Set<number>();
  const ahead = [...(waits[start]?.holders ?? [])];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === start) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    ahead.push(...(waits[next]?.holders ?? []));
  }
  return false;
}

/** What is waited for, in few words, and what is known of it. */
function wanted(wait: Wait): [string, string] {
  const rules: [RegExp, string][] = [
    [/^waits (?:for a lock|to lock a mutex)/, "a lock"],
    [/^waits (?:for a notification|to be notified)/, "a notification"],
    [/^waits for (the end of .+)/, "$1"],
    [/^waits for another thread to end/, "another thread's end"],
    [/^waits for the change of an atomic variable/, "a change of an atomic"],
    [/^waits at a barrier/, "a barrier"],
    [/^waits in (MPI_\w+)/, "$1"],
    [/^waits for ([\w' ]+)/, "$1"],
  ];
  let name = wait.what;
  for (const [rule, words] of rules) {
    const found = rule.exec(wait.what);
    if (!found) continue;
    name = words.replace("$1", found[1] ?? "");
    break;
  }
  if (/ holds itself/.test(wait.what)) return [name, "that it holds itself"];
  const rest = /(?:that (?:nobody ever gave|others hold for reading)|for \d+ more)/.exec(wait.what)?.[0];
  if (rest) return [name, rest];
  const holder = / that (.+) holds/.exec(wait.what)?.[1];
  if (holder) return [name, `held by ${holder}`];
  if (/came before it began to wait/.test(wait.what)) return [name, "given too early"];
  const woken = /woke (.+?)(?:,|$)/.exec(wait.what)?.[1];
  return [name, woken ? `the last one woke ${woken}` : wait.code];
}

const short = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

function box(x: number, y: number, width: number, style: string, name: string, below: string): SVGElement {
  const group = svg("g", { class: style }, svg("rect", { x, y, width, height: 44, rx: style.includes("thread") ? 6 : 22 }));
  group.append(label(x + width / 2, y + (below ? 18 : 27), short(name, 26), "name"));
  if (below) group.append(label(x + width / 2, y + 34, short(below, 39), "small"));
  return group;
}

function arrow(from: [number, number], to: [number, number], style: string, head: string): SVGElement {
  const bend = (to[0] - from[0]) / 2;
  const d = `M${from.join(" ")}C${round(from[0] + bend)} ${from[1]} ${round(to[0] - bend)} ${to[1]} ${to.join(" ")}`;
  return svg("path", { class: `arrow ${style}`, d, "marker-end": `url(#${head})` });
}

function heads(id: string): SVGElement {
  const head = (name: string): SVGElement =>
    svg(
      "marker",
      { id: `${id}-${name}`, class: `head ${name}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 10, markerHeight: 10, orient: "auto-start-reverse" },
      svg("path", { d: "M0 0L8 4L0 8z" }),
    );
  return svg("defs", {}, head("plain"), head("circle"));
}

const left = { x: 4, width: 170 };
const right = { x: 284, width: 232 };
const pace = 72;

function drawing(waits: Wait[], id: string): SVGElement {
  const sentences = waits.map((wait) => `${wait.who} ${wait.what}`).join("; ");
  const image = picture("waits", 520, waits.length * pace, "Who waits for whom", `${sentences}.`);
  image.append(heads(id));
  const middle = (i: number): number => i * pace + pace / 2;
  const circles = waits.map((_, i) => inCircle(waits, i));
  waits.forEach((wait, i) => {
    const [name, known] = wanted(wait);
    const style = circles[i] ? "circle" : "plain";
    image.append(box(left.x, middle(i) - 22, left.width, `thread ${style}`, wait.who, wait.line ? `line ${wait.line}` : ""));
    image.append(box(right.x, middle(i) - 22, right.width, `wanted ${style}`, name, known));
    const y = middle(i) - (wait.holders.length ? 6 : 0);
    image.append(arrow([left.x + left.width, y], [right.x - 1, y], style, `${id}-${style}`));
    for (const holder of wait.holders) {
      const back = circles[i] && circles[holder] ? "circle" : "plain";
      image.append(arrow([right.x, middle(i) + 8], [left.x + left.width + 2, middle(holder) + 8], `${back} back`, `${id}-${back}`));
    }
  });
  return image;
}

function caption(waits: Wait[]): string {
  const circle = waits.filter((_, i) => inCircle(waits, i)).map((wait) => wait.who);
  if (circle.length === 1) return `${circle[0]} waits for what it has itself.`;
  if (circle.length > 1) return `A circle: each of ${circle.join(", ")} has what another one of them waits for.`;
  if (waits.some((wait) => wait.holders.length)) return "Follow the arrows: at their end stands who waits for something that nobody gives.";
  if (waits.some((wait) => / lock\b/.test(wait.what)))
    return "Every thread waits, so each of these locks is held by one of these threads: which one has yours?";
  return "Each waits, and nobody is left who could end it.";
}

export function showWaits(result: Result): void {
  result.findings.forEach((finding, i) => {
    const article = articleOf(i);
    const waits = waitsOf(finding, result).slice(0, most);
    if (!article || !waits.length || waits.some((wait) => wait.holders.some((holder) => holder >= most))) return;
    const figure = html("figure", { class: "drawn", tabindex: 0 }, drawing(waits, `waits-${i}`));
    figure.append(html("figcaption", {}, caption(waits)));
    article.querySelector(".message")?.after(figure);
  });
}
