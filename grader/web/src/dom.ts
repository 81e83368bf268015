// Makes elements. Text is only ever set as text, so nothing of a submission can become markup.

type Child = Node | string;
type Attributes = Record<string, string | number>;

const svgNamespace = "http://www.w3.org/2000/svg";

function fill<E extends Element>(element: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  return fill(document.createElementNS(svgNamespace, tag) as SVGElement, attributes, children);
}

let pictures = 0;

/** An empty drawing that says to a screen reader what a sighted person sees. */
export function picture(style: string, width: number, height: number, title: string, description: string): SVGElement {
  const id = `picture-${++pictures}`;
  return svg(
    "svg",
    { class: style, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": `${id}-t ${id}-d` },
    svg("title", { id: `${id}-t` }, title),
    svg("desc", { id: `${id}-d` }, description),
  );
}

export function label(x: number, y: number, text: string, style = "", anchor = "middle"): SVGElement {
  return svg("text", { x: round(x), y: round(y), class: style, "text-anchor": anchor }, text);
}

export const round = (value: number): number => Math.round(value * 10) / 10;

/** Text with what stands between backticks as code, as the page itself shows it. */
export function prose(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  text.split(/`([^`\n]+)`/).forEach((part, i) => fragment.append(i % 2 ? html("code", {}, part) : part));
  return fragment;
}

/** "0.78×", with as many digits as the page's own text has. */
export const times = (ratio: number): string => `${ratio.toFixed(ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0)}×`;
