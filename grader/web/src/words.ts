// What the page says to its reader, in its language. English stands in the sources; the page brings the rest.

type Value = string | number;

let words = new Map<string, string>();

/** From English to the page's language; nothing for an English page. */
export function useWords(found: Record<string, string>): void {
  words = new Map(Object.entries(found));
}

/** A whole text of the evidence in the page's language. Nothing is filled into it: its braces are the submission's. */
export const told = (text: string): string => words.get(text) ?? text;

/** A text of ours in the page's language, with values at `{}` in their order or at `{0}` by their index. */
export function say(pattern: string, ...values: Value[]): string {
  let next = 0;
  return told(pattern).replace(/\{(\d*)\}/g, (_, index: string) => String(values[index ? Number(index) : next++] ?? ""));
}

/** One text of several. */
export const listed = (items: string[]): string => items.reduce((list, item) => say("{}; {}", list, item));

/** Who does something: a name that the evidence has, or one of those that Parcours gives. */
export function actor(who: string): string {
  if (who === "the main thread") return say("the main thread");
  if (who === "the scenario") return say("the scenario");
  const [, kind, number = "", thread] = /^(thread|rank|child process) (\d+)(?:, thread (\d+))?$/.exec(who) ?? [];
  if (kind === "thread" && !thread) return say("thread {}", number);
  if (kind === "rank" && !thread) return say("rank {}", number);
  if (kind === "child process") return thread ? say("child process {}, thread {}", number, thread) : say("child process {}", number);
  return told(who);
}
