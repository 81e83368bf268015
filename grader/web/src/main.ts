// Adds to a page what only a script can. The page is whole without it: where one part fails, it stays as it was.
import "./report.css";
import { colourExcerpts } from "./excerpts";
import { highlight } from "./highlight";
import { showLadder } from "./ladder";
import { showRaces } from "./race";
import { readPage, resultOf } from "./result";
import { showScaling } from "./scaling";
import { showSource } from "./source";
import { showSpeed } from "./speed";
import { showTables } from "./tables";
import { showWaits } from "./waits";
import { useWords } from "./words";

function attempt(part: () => void): void {
  try {
    part();
  } catch (error) {
    console.error(error);
  }
}

const page = readPage();
useWords(page.words ?? {});
const result = resultOf(page);
const source = result ? highlight(result.source.replace(/\n$/, "")) : [];
if (result) {
  attempt(() => showLadder(result));
  attempt(() => showRaces(result, source));
  attempt(() => showWaits(result));
  attempt(() => showSpeed(result));
  attempt(() => showScaling(result));
} else {
  attempt(showTables);
}
attempt(() => colourExcerpts(source));
if (result) attempt(() => showSource(result, source));
document.documentElement.classList.add("enhanced");
