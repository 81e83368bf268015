// The points of all criteria as one row of steps, each as wide as it is worth and filled as far as it was earned.
import { label, picture, round, svg } from "./dom";
import type { Criterion, Result } from "./result";
import { listed, say, told } from "./words";

const width = 720;
const gap = 3;

const earned = (one: Criterion): string => say("{}: {} of {}", told(one.title || one.id), one.points, one.max_points);

export function showLadder(result: Result): void {
  const steps = result.criteria.filter((one) => one.max_points > 0);
  const old = document.querySelector("svg.total");
  if (!old || steps.length < 2 || result.max_score <= 0) return;
  const unit = width / result.max_score;
  const title = say("{} of {} points; {} are needed to pass", result.score, result.max_score, result.pass_mark);
  const image = picture("ladder", width, 54, title, `${listed(steps.map(earned))}.`);
  let at = 0;
  for (const one of steps) {
    const room = one.max_points * unit - gap;
    const filled = (one.points / one.max_points) * room;
    const group = svg("g", { class: one.status }, svg("title", {}, earned(one)));
    group.append(svg("rect", { class: "track", x: round(at), y: 10, width: round(room), height: 24 }));
    if (filled > 0) group.append(svg("rect", { class: "earned", x: round(at), y: 10, width: round(filled), height: 24 }));
    if (room >= 40) group.append(label(at + room / 2, 50, `${one.points} / ${one.max_points}`, "small"));
    image.append(group);
    at += one.max_points * unit;
  }
  const mark = round(result.pass_mark * unit);
  image.append(svg("line", { class: "mark", x1: mark, x2: mark, y1: 2, y2: 42 }));
  old.replaceWith(image);
}
