// How the work scales with threads, beside the ideal and the serial version.
import { max } from "d3-array";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { html, label, picture, round, svg, times } from "./dom";
import type { Result, ScalingPoint } from "./result";
import { say } from "./words";

const width = 420;
const height = 260;
const margin = { left: 44, right: 70, top: 16, bottom: 40 };

/** Threads and speed-up, where the reference's is known. */
const referenceOf = (points: ScalingPoint[]): [number, number][] =>
  points.flatMap(({ threads, reference_speedup }) => (reference_speedup ? [[threads, reference_speedup] as [number, number]] : []));

function drawing(points: ScalingPoint[], serial: number | null): SVGElement {
  const most = points[points.length - 1]!.threads;
  const one = points[0]!.seconds;
  const beside = serial ? one / serial : 0;
  const highest = Math.max(most, beside, max(points, (point) => Math.max(point.speedup, point.reference_speedup ?? 0)) || 1);
  const x = scaleLinear([1, most], [margin.left, width - margin.right]);
  const y = scaleLinear([0, highest], [height - margin.bottom, margin.top]);
  const measured = points.map((point) => say("{} with {}", times(point.speedup), point.threads)).join(", ");
  const known = referenceOf(points);
  const ofReference = known.map(([threads, speedup]) => say("{} with {}", times(speedup), threads)).join(", ");
  const description =
    say("{}. The ideal is as many times as there are threads.", measured) + (ofReference ? ` ${say("The reference: {}.", ofReference)}` : "");
  const image = picture("curve", width, height, say("Speed-up by the number of threads"), description);
  for (const tick of y.ticks(Math.min(5, Math.ceil(highest)))) {
    image.append(svg("line", { class: "grid", x1: margin.left, x2: width - margin.right, y1: round(y(tick)), y2: round(y(tick)) }));
    image.append(label(margin.left - 8, y(tick) + 4, `${tick}×`, "small", "end"));
  }
  for (const point of points) image.append(label(x(point.threads), height - margin.bottom + 18, String(point.threads), "small"));
  image.append(label((x(1) + x(most)) / 2, height - 4, say("threads"), "small"));
  image.append(svg("path", { class: "ideal", d: `M${round(x(1))} ${round(y(1))}L${round(x(most))} ${round(y(most))}` }));
  image.append(label(x(most) + 8, y(most) + 4, say("ideal"), "small", "start"));
  if (beside > 0) {
    image.append(svg("line", { class: "mark", x1: margin.left, x2: width - margin.right, y1: round(y(beside)), y2: round(y(beside)) }));
    image.append(label(width - margin.right + 8, y(beside) + 4, say("serial"), "small", "start"));
  }
  const path = line<[number, number]>(([threads]) => round(x(threads)), ([, speedup]) => round(y(speedup)));
  if (known.length) image.append(svg("path", { class: "reference", d: path(known) ?? "" }));
  image.append(svg("path", { class: "measured", d: path(points.map((point) => [point.threads, point.speedup])) ?? "" }));
  for (const point of points) {
    image.append(svg("circle", { class: "dot", cx: round(x(point.threads)), cy: round(y(point.speedup)), r: 4.5 }));
    if (point.threads > 1) image.append(label(x(point.threads), y(point.speedup) + 20, times(point.speedup), "strong", point.threads === most ? "end" : "middle"));
  }
  return image;
}

export function showScaling(result: Result): void {
  const points = result.scaling?.points ?? [];
  const table = document.querySelector<HTMLElement>("[aria-labelledby=speed] .scroll");
  if (points.length < 2 || !table) return;
  const figure = html("figure", { class: "drawn", tabindex: 0 }, drawing(points, result.scaling?.serial_seconds ?? null));
  const caption = [say("Your code beside itself with one thread. The table has the numbers.")];
  if (referenceOf(points).length) caption.push(say("Dashed: the reference beside itself."));
  figure.append(html("figcaption", {}, caption.join(" ")));
  table.before(figure);
}
