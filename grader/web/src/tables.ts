// Tables of the class that a teacher can sort by any column and search.
import { html } from "./dom";
import { say } from "./words";

const cellOf = (row: HTMLTableRowElement, column: number): string => row.cells[column]?.textContent?.trim() ?? "";

/** Numbers by value, with what has none at the end; anything else as text. */
function compare(a: string, b: string, numbers: boolean): number {
  if (!numbers) return a.localeCompare(b, undefined, { numeric: true, sensitivity: "base" });
  const value = (text: string): number => {
    const number = parseFloat(text);
    return Number.isNaN(number) ? -Infinity : number;
  };
  const [x, y] = [value(a), value(b)];
  return x === y ? 0 : x < y ? -1 : 1;
}

function sortBy(table: HTMLTableElement, heads: HTMLTableCellElement[], column: number): void {
  const head = heads[column];
  const body = table.tBodies[0];
  if (!head || !body) return;
  const numbers = head.classList.contains("number");
  const now = head.getAttribute("aria-sort");
  const falling = now ? now === "ascending" : numbers;
  heads.forEach((one) => one.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const rows = Array.from(body.rows);
  rows.sort((a, b) => compare(cellOf(a, column), cellOf(b, column), numbers) * (falling ? -1 : 1));
  body.append(...rows);
}

function makeSortable(table: HTMLTableElement): void {
  const heads = Array.from(table.tHead?.rows[0]?.cells ?? []) as HTMLTableCellElement[];
  heads.forEach((head, column) => {
    const button = html("button", { type: "button", class: "sort" }, head.textContent ?? "");
    button.addEventListener("click", () => sortBy(table, heads, column));
    head.replaceChildren(button);
  });
}

/** A field above the table; only rows that hold its text stay. Says how many, for who cannot see it. */
function makeSearchable(table: HTMLTableElement, frame: HTMLElement): void {
  const rows = Array.from(table.tBodies[0]?.rows ?? []);
  const field = html("input", { type: "search", autocomplete: "off" });
  const count = html("output", { "aria-live": "polite", class: "soft" });
  field.addEventListener("input", () => {
    const text = field.value.trim().toLowerCase();
    let left = 0;
    for (const row of rows) {
      row.hidden = !(row.textContent ?? "").toLowerCase().includes(text);
      left += row.hidden ? 0 : 1;
    }
    count.textContent = text ? say("{} of {}", left, rows.length) : "";
  });
  frame.before(html("p", { class: "search" }, html("label", {}, say("Show only"), " ", field), " ", count));
}

export function showTables(): void {
  for (const id of ["everybody", "criteria", "without", "reviews"]) {
    const frame = document.querySelector<HTMLElement>(`[aria-labelledby=${id}] .scroll`);
    const table = frame?.querySelector("table");
    if (!frame || !table || (table.tBodies[0]?.rows.length ?? 0) < 2) continue;
    makeSortable(table);
    if (id === "everybody") makeSearchable(table, frame);
  }
}
