#!/usr/bin/env bash
# Opens pages of real gradings in headless Chromium, with scripts and without, and checks what a reader finds in them.
# `make web-test` builds the program first. Needs chromium (or CHROMIUM). The pages and their pictures, light, dark,
# without scripts, narrow and on paper, stay in build/web-test/, to be looked at.
set -euo pipefail
cd "$(dirname "$0")/.."
browser=${CHROMIUM:-chromium}
command -v "$browser" >/dev/null || { echo "web_test: $browser is missing" >&2; exit 2; }
out=$PWD/build/web-test
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
mkdir -p "$out/class"
reference=reference/03-concepts/ordered-transfer
failed=0

chrome() {
  timeout 60 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" "$@" \
    2>/dev/null
}

# expect NAME FILE PATTERN...: each must stand in the file; with "!" before it, must not.
expect() {
  local name=$1 file=$2 pattern
  shift 2
  for pattern; do
    if [[ $pattern == '!'* ]]; then
      if grep -qE -- "${pattern#!}" "$file"; then echo "FAILED $name: has ${pattern#!}"; failed=1; fi
    elif ! grep -qE -- "$pattern" "$file"; then
      echo "FAILED $name: lacks $pattern"
      failed=1
    fi
  done
}

# open_page NAME [LANGUAGE]. Both documents of a page: the static one is what stands in the file.
open_page() {
  chrome --virtual-time-budget=4000 --dump-dom "file://$out/$1.html" >"$out/$1.dom"
  local size
  size=$(stat -c %s "$out/$1.html")
  echo "$1: $((size / 1000)) kB"
  if ((size >= 500000)); then echo "FAILED $1: too large"; failed=1; fi
  expect "$1" "$out/$1.dom" '<html lang="'"${2:-en}"'" class="enhanced">'
}

pictures() {
  local page="file://$out/$1.html"
  chrome --window-size=1100,"${2:-2600}" --screenshot="$out/$1-light.png" "$page"
  chrome --window-size=1100,"${2:-2600}" --blink-settings=preferredColorScheme=0 --screenshot="$out/$1-dark.png" "$page"
  perl -0pe 's/<script.*?<\/script>//gs' "$out/$1.html" >"$out/$1-plain.html"
  chrome --window-size=1100,"${2:-2600}" --screenshot="$out/$1-plain.png" "file://$out/$1-plain.html"
  # A window narrower than 500 is made 500 wide: the page stands in a frame of 400.
  echo "<iframe src=\"$1.html\" width=400 height=${2:-2600} style=\"border:0\"></iframe>" >"$out/$1-frame.html"
  chrome --window-size=500,"${2:-2600}" --allow-file-access-from-files --screenshot="$out/$1-narrow.png" "file://$out/$1-frame.html"
  chrome --no-pdf-header-footer --print-to-pdf="$out/$1.pdf" "$page"
}

# grade NAME FILE [LANGUAGE]: kept from the last time where the program is not newer.
grade() {
  if [[ $out/$1.html -nt build/parcours ]]; then return; fi
  build/parcours grade ordered-transfer "$2" --lang "${3:-en}" --seed 7 --report html="$out/$1.html" >/dev/null 2>"$out/$1.log" ||
    (($? == 1)) || { cat "$out/$1.log" >&2; exit 2; }
}

grade race "$reference/wrong/balance_unlocked.hpp"
grade deadlock "$reference/wrong/locks_from_then_to.hpp"
grade right "$reference/right/spin_and_yield.hpp"
grade race-fr "$reference/wrong/balance_unlocked.hpp" fr
grade deadlock-fr "$reference/wrong/locks_from_then_to.hpp" fr
grade reference-fr "$reference/ordered_transfer.hpp" fr
printf '#pragma once\nint </script><script>alert(1)</script>;\n// <!-- <script> \xe2\x80\xae\n' >"$out/hostile.hpp"
grade hostile "$out/hostile.hpp"

for name in race deadlock right hostile; do open_page "$name"; done
for name in race-fr deadlock-fr reference-fr; do
  open_page "$name" fr
  # The script and its data hold the English too.
  perl -0pe 's/<script.*?<\/script>//gs' "$out/$name.dom" >"$out/$name.shown"
done
for name in race deadlock right; do
  expect "$name without scripts" "$out/$name.html" '<h1>' 'What to do next' 'Where the points are' '<svg class="total"' \
    'How this was graded'
  expect "$name" "$out/$name.dom" '<svg class="ladder"[^>]*role="img"' 'class="t-keyword"' 'id="L1"'
done
expect 'race without scripts' "$out/race.html" 'Data race' 'What to read next'
expect race "$out/race.dom" 'class="race" role="group"' 'Between them' 'href="#L[0-9]+"'
expect 'deadlock without scripts' "$out/deadlock.html" 'Deadlock' 'class="sides"|class="timeline"'
expect deadlock "$out/deadlock.dom" '<svg class="waits"[^>]*role="img"' 'Who waits for whom' 'marker-end'
expect race-fr "$out/race-fr.shown" 'Accès concurrent' 'Ce qui a été trouvé' '!What was found' '!Between them' '!In the chapter'
expect deadlock-fr "$out/deadlock-fr.shown" '<svg class="waits"[^>]*role="img"' '!Who waits for whom' '!waits for a lock</'
expect reference-fr "$out/reference-fr.shown" '<svg class="curve"[^>]*role="img"' 'class="reference"' '!Speed-up'
expect 'right without scripts' "$out/right.html" '<svg class="speed"' 'The same work with more threads'
expect right "$out/right.dom" '<svg class="pairs"[^>]*role="img"' 'The speed, pair by pair' '!<svg class="speed"' \
  'Speed-up by the number of threads'
expect hostile "$out/hostile.dom" '!<script>alert' '&lt;/script&gt;|\\u003c/script'

rm -rf "$out/class" && mkdir -p "$out/class"
for file in "$reference"/wrong/{balance_unlocked,locks_from_then_to,two_steps}.hpp "$reference"/right/scoped_lock.hpp; do
  cp "$file" "$out/class/$(basename "$file")"
done
if [[ ! $out/results/summary.html -nt build/parcours ]]; then
  build/parcours batch "$out/class" --exercise ordered-transfer --out "$out/results" >/dev/null 2>&1 || true
fi
cp "$out/results/summary.html" "$out/summary.html"
open_page summary
expect 'summary without scripts' "$out/summary.html" 'Everybody' '<svg class="bars"' '!<button'
expect summary "$out/summary.dom" '<button type="button" class="sort"' '<input type="search"'

# A foreign script is not let in. Without the policy, one that presses the keys of the tables.
sed 's|</main>|</main><script>document.body.id = "foreign"</script>|' "$out/race.html" >"$out/foreign.html"
chrome --virtual-time-budget=4000 --dump-dom "file://$out/foreign.html" >"$out/foreign.dom"
expect foreign "$out/foreign.dom" 'class="enhanced"' '!<body id='
# shellcheck disable=SC2016  # JavaScript
press='<script>const part = document.querySelector("[aria-labelledby=everybody]");
part.querySelectorAll("button.sort")[2].click();
const field = part.querySelector("input"); field.value = "lock"; field.dispatchEvent(new Event("input"));</script></body>'
perl -pe 's/<meta http-equiv[^>]*>//' "$out/summary.html" | PRESS=$press perl -pe 's|</body>|$ENV{PRESS}|' >"$out/pressed.html"
chrome --virtual-time-budget=4000 --dump-dom "file://$out/pressed.html" >"$out/pressed.dom"
expect pressed "$out/pressed.dom" 'aria-sort="descending"' 'aria-live="polite" class="soft">3 of 4</output>' '<tr hidden="">'

for name in race deadlock right race-fr reference-fr summary; do pictures "$name"; done
((failed == 0)) && echo "web_test: all as it should be; pictures in build/web-test/"
exit "$failed"
