// What the page tells about a grading: docs/result.schema.json, with what report/html_data.hpp adds and leaves out. All
// text is English; `words` has it in the language of the page.

export interface Place {
  file: string;
  line: number;
  column?: number;
}

export interface Step extends Place {
  what: string;
}

export interface TimelineStep extends Step {
  thread: string;
}

export interface Finding extends Place {
  kind: string;
  severity: string;
  message: string;
  steps: Step[];
  timeline?: TimelineStep[];
}

export interface Band {
  ratio: number;
  points: number;
}

export interface Criterion {
  id: string;
  title: string;
  kind: string;
  points: number;
  max_points: number;
  status: "passed" | "partial" | "failed" | "skipped";
  bands?: Band[];
}

export interface Speedup {
  ratio: number;
  low: number;
  high: number;
  pairs: number;
  threads: number;
  ratios: number[];
}

export interface ScalingPoint {
  threads: number;
  seconds: number;
  speedup: number;
  reference_speedup: number | null;
}

/** What any page may bring. */
export interface Page {
  words?: Record<string, string>;
}

export interface Result extends Page {
  exercise: string;
  score: number;
  max_score: number;
  pass_mark: number;
  outcome: string;
  submission: { path: string };
  criteria: Criterion[];
  findings: Finding[];
  speedup: Speedup | null;
  scaling: { points: ScalingPoint[]; serial_seconds: number | null } | null;
  header: string;
  source: string;
}

export function readPage(): Page {
  const text = document.getElementById("result")?.textContent;
  return text ? (JSON.parse(text) as Page) : {};
}

/** The page's result; null where it is none of a single submission. */
export const resultOf = (page: Page): Result | null => ("findings" in page ? (page as Result) : null);

const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Whether a place lies in the student's file. */
export function inHeader(result: Result, place: Place): boolean {
  if (!place.file || place.line < 1) return false;
  return place.file === result.header || fileName(place.file) === fileName(result.submission.path);
}

/** The finding that an article of the page shows. */
export function articleOf(index: number): HTMLElement | null {
  return document.getElementById(`finding-${index + 1}`);
}
