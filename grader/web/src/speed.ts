// The speed as what was measured: every pair, the interval of their median, and what a speed is worth.
import { bin, extent, max } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";
import { area, curveLinear } from "d3-shape";
import { html, label, picture, round, svg, times } from "./dom";
import type { Band, Result, Speedup } from "./result";
import { say } from "./words";

const width = 640;
const margin = { left: 16, right: 16 };
const histogram = { top: 26, bottom: 130 };
const interval = 148;
const worth = { top: 172, bottom: 208 };
const height = 244;

/** The middle of the pairs: a few that were disturbed must not press all others together. */
function shown(speedup: Speedup, bands: Band[]): [number, number] {
  const sorted = [...speedup.ratios].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? speedup.ratio;
  const [low = 0.5, high = 2] = extent([at(0.01), at(0.99), speedup.low, speedup.high, 1, ...bands.map((band) => band.ratio)].filter((x) => x > 0));
  return [low / 1.12, high * 1.12];
}

function pointsAt(band: Band): string {
  if (band.points === 0) return say("no points at {}", times(band.ratio));
  if (band.points === 1) return say("{} point at {}", 1, times(band.ratio));
  return say("{} points at {}", band.points, times(band.ratio));
}

function description(speedup: Speedup, bands: Band[]): string {
  const { ratios, pairs, ratio, low, high } = speedup;
  const [least = 0, most = 0] = extent(ratios);
  const [from, to] = [times(least), times(most)];
  const measured = say("{} ratios of {} pairs, from {} to {}; their median is {}, with 95 % confidence between {} and {}.",
    ratios.length, pairs, from, to, times(ratio), times(low), times(high));
  return bands.length ? `${measured} ${say("Worth: {}; in between on a straight line.", bands.map(pointsAt).join(", "))}` : measured;
}

function worthOf(bands: Band[], x: (ratio: number) => number, ends: [number, number]): SVGElement[] {
  const most = max(bands, (band) => band.points) || 1;
  const first = bands[0]!;
  const last = bands[bands.length - 1]!;
  const y = scaleLinear([0, most], [worth.bottom, worth.top]);
  // On a logarithmic axis the line between two bands is bent: many short pieces.
  const points: [number, number][] = [[ends[0], first.points]];
  bands.forEach((band, i) => {
    const next = bands[i + 1];
    for (let step = 0; step < (next ? 16 : 1); ++step) {
      const share = step / 16;
      points.push(next ? [band.ratio + share * (next.ratio - band.ratio), band.points + share * (next.points - band.points)] : [band.ratio, band.points]);
    }
  });
  points.push([ends[1], last.points]);
  const inside = points.filter(([ratio]) => ratio >= ends[0] && ratio <= ends[1]);
  const outline = area<[number, number]>(([ratio]) => round(x(ratio)), worth.bottom, ([, value]) => round(y(value))).curve(curveLinear);
  const parts = [svg("path", { class: "worth", d: outline(inside) ?? "" })];
  const from = times(last.ratio);
  const full = last.points === 1 ? say("{} point from {}", 1, from) : say("{} points from {}", last.points, from);
  const atRight = x(last.ratio) > width - 160;
  parts.push(label(x(last.ratio) + (atRight ? -6 : 6), worth.bottom - 6, full, "small", atRight ? "end" : "start"));
  if (first.ratio > ends[0] && x(first.ratio) > 120) parts.push(label(x(first.ratio) - 4, worth.bottom - 6, say("{} below {}", first.points, times(first.ratio)), "small", "end"));
  return parts;
}

function drawing(speedup: Speedup, bands: Band[]): SVGElement {
  const ends = shown(speedup, bands);
  const x = scaleLog(ends, [margin.left, width - margin.right]);
  const image = picture("pairs", width, height, say("The speed, pair by pair"), description(speedup, bands));
  const edges = Array.from({ length: 49 }, (_, i) => x.invert(margin.left + (i * (width - margin.left - margin.right)) / 48));
  const bins = bin().domain(ends).thresholds(edges.slice(1, -1))(speedup.ratios);
  const tallest = max(bins, (one) => one.length) || 1;
  const y = scaleLinear([0, tallest], [histogram.bottom, histogram.top]);
  if (bands.length) image.append(...worthOf(bands, x, ends));
  for (const one of bins) {
    if (!one.length || one.x0 === undefined || one.x1 === undefined) continue;
    const from = x(one.x0);
    image.append(svg("rect", { class: "bar", x: round(from + 0.5), y: round(y(one.length)), width: round(Math.max(1, x(one.x1) - from - 1)), height: round(histogram.bottom - y(one.length)) }));
  }
  image.append(svg("line", { class: "axis", x1: margin.left, x2: width - margin.right, y1: histogram.bottom, y2: histogram.bottom }));
  image.append(svg("line", { class: "mark", x1: round(x(1)), x2: round(x(1)), y1: 20, y2: histogram.bottom }));
  const nearRight = x(1) > width - 60;
  image.append(label(x(1), 14, say("the reference"), "small", nearRight ? "end" : x(1) < 60 ? "start" : "middle"));
  image.append(svg("line", { class: "range", x1: round(x(speedup.low)), x2: round(Math.max(x(speedup.high), x(speedup.low) + 2)), y1: interval, y2: interval }));
  image.append(svg("circle", { class: "dot", cx: round(x(speedup.ratio)), cy: interval, r: 5 }));
  const middle = say("{}, 95 %: {} to {}", times(speedup.ratio), times(speedup.low), times(speedup.high));
  const right = x(speedup.ratio) < width / 2;
  image.append(label(right ? x(speedup.high) + 10 : x(speedup.low) - 10, interval + 4, middle, "strong", right ? "start" : "end"));
  image.append(svg("line", { class: "axis", x1: margin.left, x2: width - margin.right, y1: worth.bottom, y2: worth.bottom }));
  let free = -Infinity;
  for (const tick of x.ticks(6)) {
    const at = x(tick);
    image.append(svg("line", { class: "axis", x1: round(at), x2: round(at), y1: worth.bottom, y2: worth.bottom + 5 }));
    if (at < free || at < 20 || at > width - 20) continue;
    image.append(label(at, worth.bottom + 20, `${Number(tick.toPrecision(3))}×`, "small"));
    free = at + 44;
  }
  return image;
}

export function showSpeed(result: Result): void {
  const speedup = result.speedup;
  const old = document.querySelector("svg.speed");
  if (!speedup || !old || speedup.ratios.length < 6) return;
  const bands = result.criteria.find((one) => one.kind === "speed" && one.bands)?.bands ?? [];
  const figure = html("figure", { class: "drawn", tabindex: 0 }, drawing(speedup, bands));
  const caption = [say("Bars: how often each speed was measured beside the reference. Dot: their median, with its interval.")];
  if (bands.length) caption.push(say("The slope below shows the points that a speed is worth."));
  figure.append(html("figcaption", {}, caption.join(" ")));
  old.replaceWith(figure);
}
