// A race: both sides next to each other in the student's lines, and what happened between them.
import { html, prose } from "./dom";
import { painted, type Line } from "./highlight";
import { articleOf, inHeader, type Finding, type Result, type Step, type TimelineStep } from "./result";
import { actor, say, told } from "./words";

const around = 5;
const access = /\b(reads|writes|frees)\b/;

interface Side {
  step: Step;
  title: string; // in the language of the page
}

interface Race {
  sides: [Side, Side];
  between: TimelineStep[] | null; // null: not known
  origins: Step[];
}

/** The last access and the one before it by another thread; between them is what the schedule did meanwhile. */
function fromTimeline(timeline: TimelineStep[]): Race | null {
  const isAccess = (step: TimelineStep): boolean => access.test(step.what);
  let second = timeline.length - 1;
  while (second >= 0 && !isAccess(timeline[second]!)) --second;
  let first = second - 1;
  while (first >= 0 && !(isAccess(timeline[first]!) && timeline[first]!.thread !== timeline[second]!.thread)) --first;
  if (first < 0) return null;
  const named = (step: TimelineStep): Side => ({ step, title: say("{}: {}", actor(step.thread), told(step.what)) });
  return {
    sides: [named(timeline[first]!), named(timeline[second]!)],
    between: timeline.slice(first + 1, second),
    origins: [],
  };
}

function raceOf(finding: Finding): Race | null {
  if (finding.kind !== "data-race") return null;
  if (finding.timeline?.length) return fromTimeline(finding.timeline);
  const [first, second] = finding.steps.filter((step) => access.test(step.what));
  if (!first || !second) return null;
  const titled = (step: Step): Side => ({ step, title: told(step.what) });
  const origins = finding.steps.filter((step) => / was started$/.test(step.what));
  return { sides: [titled(first), titled(second)], between: null, origins };
}

function lines(source: Line[], at: number): HTMLElement {
  const from = Math.max(1, at - around);
  const to = Math.min(source.length, at + around);
  const digits = String(to).length;
  const code = html("code");
  for (let number = from; number <= to; ++number) {
    const here = number === at;
    const gutter = html("span", { class: "gutter" }, `${here ? ">" : " "} ${String(number).padStart(digits)} │ `);
    const row = html("span", here ? { class: "here" } : {}, gutter, painted(source[number - 1] ?? []));
    code.append(row, "\n");
  }
  return html("pre", { tabindex: "0" }, code);
}

function side(result: Result, source: Line[], race: Race, { step, title }: Side): HTMLElement {
  const box = html("div", { class: "side" }, html("h4", {}, prose(title)));
  const who = step.what.split(/ (?:reads|writes|frees)\b/)[0];
  const origin = race.origins.find((one) => one.what === `${who} was started`);
  const place = `${step.file}:${step.line}`;
  box.append(html("p", { class: "soft" }, origin ? say("{}, started in {}", place, `${origin.file}:${origin.line}`) : place));
  if (inHeader(result, step)) box.append(lines(source, step.line));
  return box;
}

function between(race: Race): HTMLElement {
  const box = html("div", { class: "between" }, html("h4", {}, say("Between them")));
  if (race.between?.length) {
    const list = html("ol");
    for (const step of race.between)
      list.append(html("li", {}, html("strong", {}, actor(step.thread)), prose(say(": {} (line {})", told(step.what), step.line))));
    box.append(list, html("p", {}, say("None of that makes the second side wait until the first one is done.")));
  } else if (race.between) {
    box.append(html("p", {}, say("Nothing: the second side came right after the first.")));
    box.append(html("p", {}, say("No lock, atomic or join makes one wait for the other, so they may as well meet.")));
  } else {
    box.append(html("p", {}, say("No lock, atomic or join that both threads use: either may come first, or both at once.")));
  }
  return box;
}

export function showRaces(result: Result, source: Line[]): void {
  result.findings.forEach((finding, i) => {
    const article = articleOf(i);
    const race = raceOf(finding);
    if (!article || !race || !race.sides.some(({ step }) => inHeader(result, step))) return;
    const view = html(
      "div",
      { class: "race", role: "group", "aria-label": say("The two sides of the race") },
      side(result, source, race, race.sides[0]),
      side(result, source, race, race.sides[1]),
      between(race),
    );
    const old = article.querySelector(".sides");
    if (old) old.replaceWith(view);
    else article.querySelector(".message")?.after(view);
    const shown = [...race.sides.map(({ step }) => step), ...race.origins];
    if (finding.steps.every((step) => inHeader(result, step) || shown.includes(step))) article.querySelector("ul.steps")?.remove();
  });
}
