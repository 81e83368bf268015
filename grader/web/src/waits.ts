// A hang as a picture: on the left who waits, on the right what for, and arrows back to who has it.
import { html, label, picture, round, svg } from "./dom";
import { articleOf, inHeader, type Finding, type Place, type Result } from "./result";
import { actor, listed, say, told } from "./words";

// In the English of the evidence: what is known of it is read from there.
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
  const reasons = /^No thread can go on: ([\s\S]*)\.$/.exec(finding.message)?.[1];
  if (!reasons) return [];
  const sentences: string[] = [];
  for (const part of reasons.split("; "))
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
  let sentences = fromMessage(finding);
  if (!sentences.length) sentences = finding.steps.filter((step) => verb.test(step.what)).map((step) => [step.what, step]);
  const lines = result.source.split("\n");
  const waits = sentences.map(([sentence, place]) => {
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

/** By how a wait begins, a name for what is waited for; from the first that fits. */
const things: [RegExp, (named: string) => string][] = [
  [/^waits (?:for a lock|to lock a mutex)/, () => say("a lock")],
  [/^waits (?:for a notification|to be notified)/, () => say("a notification")],
  [/^waits for the end of (.+)/, (thread) => say("the end of {}", actor(thread))],
  [/^waits for another thread to end/, () => say("another thread's end")],
  [/^waits for a child process to end/, () => say("a child process's end")],
  [/^waits for something to read/, () => say("something to read")],
  [/^waits for room to write/, () => say("room to write")],
  [/^waits for the change of an atomic variable/, () => say("a change of an atomic")],
  [/^waits for a semaphore/, () => say("a semaphore")],
  [/^waits for an initialisation by (.+)/, (thread) => say("an initialisation by {}", actor(thread))],
  [/^waits for an initialisation/, () => say("an initialisation")],
  [/^waits at a barrier/, () => say("a barrier")],
  [/^waits in (MPI_\w+)/, (call) => call],
  [/^has come to the end of the ranks' part/, () => say("has come to the end of the ranks' part")],
  [/^has come to the start of the test/, () => say("has come to the start of the test")],
  [/^has come to the end of the test/, () => say("has come to the end of the test")],
  [/^has come to (.+)/, (call) => say("has come to {}", call)],
  [/^sleeps in (.+)/, (call) => say("sleeps in {}", call)],
  [/^sleeps/, () => say("sleeps")],
  [/^is busy in (.+)/, (call) => say("is busy in {}", call)],
  [/^is busy/, () => say("is busy")],
  [/^waits for ([\w' ]+)/, told],
];

function wanted(wait: Wait): string {
  for (const [rule, words] of things) {
    const found = rule.exec(wait.what);
    if (found) return words(found[1] ?? "");
  }
  return told(wait.what);
}

/** What is known of it, in few words too. */
function known(wait: Wait): string {
  if (/ holds itself/.test(wait.what)) return say("that it holds itself");
  if (/ that nobody ever gave/.test(wait.what)) return say("that nobody ever gave");
  if (/ that others hold for reading/.test(wait.what)) return say("that others hold for reading");
  const missing = / for (\d+) more/.exec(wait.what)?.[1];
  if (missing) return say("for {} more", missing);
  const holder = / that (.+) holds/.exec(wait.what)?.[1];
  if (holder) return say("held by {}", actor(holder));
  if (/came before it began to wait/.test(wait.what)) return say("given too early");
  const woken = /woke (.+?)(?:,|$)/.exec(wait.what)?.[1];
  return woken ? say("the last one woke {}", actor(woken)) : wait.code;
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

/** The sentences that the waits were read from, each text of the evidence whole. */
function description(finding: Finding, waits: Wait[]): string {
  if (fromMessage(finding).length) return told(finding.message);
  return `${listed(waits.map((wait) => told(`${wait.who} ${wait.what}`)))}.`;
}

function drawing(waits: Wait[], id: string, words: string): SVGElement {
  const image = picture("waits", 520, waits.length * pace, say("Who waits for whom"), words);
  image.append(heads(id));
  const middle = (i: number): number => i * pace + pace / 2;
  const circles = waits.map((_, i) => inCircle(waits, i));
  waits.forEach((wait, i) => {
    const style = circles[i] ? "circle" : "plain";
    image.append(box(left.x, middle(i) - 22, left.width, `thread ${style}`, actor(wait.who), wait.line ? say("line {}", wait.line) : ""));
    image.append(box(right.x, middle(i) - 22, right.width, `wanted ${style}`, wanted(wait), known(wait)));
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
  const circle = waits.filter((_, i) => inCircle(waits, i)).map((wait) => actor(wait.who));
  if (circle.length === 1) return say("{} waits for what it has itself.", circle[0]!);
  if (circle.length > 1) return say("A circle: each of {} has what another one of them waits for.", circle.join(", "));
  if (waits.some((wait) => wait.holders.length)) return say("Follow the arrows: at their end stands who waits for something that nobody gives.");
  if (waits.some((wait) => / lock\b/.test(wait.what)))
    return say("Every thread waits, so each of these locks is held by one of these threads: which one has yours?");
  return say("Each waits, and nobody is left who could end it.");
}

export function showWaits(result: Result): void {
  result.findings.forEach((finding, i) => {
    const article = articleOf(i);
    const waits = waitsOf(finding, result).slice(0, most);
    if (!article || !waits.length || waits.some((wait) => wait.holders.some((holder) => holder >= most))) return;
    const figure = html("figure", { class: "drawn", tabindex: 0 }, drawing(waits, `waits-${i}`, description(finding, waits)));
    figure.append(html("figcaption", {}, caption(waits)));
    article.querySelector(".message")?.after(figure);
  });
}
