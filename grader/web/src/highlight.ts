// C++ to coloured lines, by its lexical rules alone. Each token is read once, so that no text takes long.

export type Kind = "" | "comment" | "string" | "number" | "keyword" | "type" | "directive";
export type Token = [kind: Kind, text: string];
export type Line = Token[];

const keywords = new Set(
  `alignas alignof and asm break case catch class co_await co_return co_yield concept const const_cast consteval
constexpr constinit continue decltype default delete do dynamic_cast else enum explicit export extern false final for
friend goto if inline mutable namespace new noexcept not nullptr operator or override private protected public
reinterpret_cast requires return sizeof static static_assert static_cast struct switch template this thread_local throw
true try typedef typeid typename union using virtual volatile while`.split(/\s+/),
);
const types = new Set(
  `auto bool char char8_t char16_t char32_t double float int long short signed unsigned void wchar_t size_t ptrdiff_t
int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t string string_view vector deque list map set
unordered_map unordered_set array span optional function unique_ptr shared_ptr weak_ptr mutex shared_mutex
recursive_mutex timed_mutex lock_guard scoped_lock unique_lock shared_lock condition_variable condition_variable_any
atomic atomic_flag atomic_ref thread jthread stop_token stop_source future promise packaged_task counting_semaphore
binary_semaphore latch barrier`.split(/\s+/),
);

const rules: [Kind, RegExp][] = [
  ["comment", /\/\/[^\n]*/y],
  ["string", /(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"?/y],
  ["string", /(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'/y],
  ["number", /\.?\d(?:[eEpP][+-]|'?[\w.])*/y],
  ["", /[A-Za-z_]\w*|\s+/y],
];
const directive = /#[ \t]*\w+/y;
const included = /[ \t]*<[^>\n]*>/y;
const rawString = /(?:u8|[uUL])?R"([^()\\\s"]{0,16})\(/y;

const matchAt = (rule: RegExp, text: string, at: number): RegExpExecArray | null => {
  rule.lastIndex = at;
  return rule.exec(text);
};

/** The end of what begins at `at` and ends with `closing`, or of the text where that never comes. */
const endOf = (text: string, closing: string, at: number): number => {
  const found = text.indexOf(closing, at);
  return found < 0 ? text.length : found + closing.length;
};

function tokenAt(text: string, at: number, lineBegins: boolean): Token {
  if (text.startsWith("/*", at)) return ["comment", text.slice(at, endOf(text, "*/", at + 2))];
  const raw = matchAt(rawString, text, at);
  if (raw) return ["string", text.slice(at, endOf(text, `)${raw[1]}"`, at + raw[0].length))];
  const command = lineBegins && matchAt(directive, text, at);
  if (command) {
    const name = matchAt(included, text, at + command[0].length);
    return ["directive", command[0] + (name ? name[0] : "")];
  }
  for (const [kind, rule] of rules) {
    const found = matchAt(rule, text, at);
    if (!found) continue;
    const word = found[0];
    if (kind) return [kind, word];
    return [keywords.has(word) ? "keyword" : types.has(word) ? "type" : "", word];
  }
  return ["", text[at] ?? ""];
}

/** The lines of a text; together they are the text. */
export function highlight(text: string): Line[] {
  const lines: Line[] = [[]];
  let lineBegins = true;
  for (let at = 0; at < text.length; ) {
    const [kind, token] = tokenAt(text, at, lineBegins);
    at += token.length;
    lineBegins = token.includes("\n") || (lineBegins && /^\s+$/.test(token));
    token.split("\n").forEach((part, i) => {
      if (i > 0) lines.push([]);
      if (part) lines[lines.length - 1]?.push([kind, part]);
    });
  }
  return lines;
}

/** A line as elements: colours by class, so that light, dark and paper have their own. */
export function painted(line: Line): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const [kind, text] of line) {
    if (!kind) {
      fragment.append(text);
      continue;
    }
    const span = document.createElement("span");
    span.className = `t-${kind}`;
    span.textContent = text;
    fragment.append(span);
  }
  return fragment;
}
