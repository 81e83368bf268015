#!/usr/bin/env bash
# Shows that a batch loses nothing: kills one with SIGKILL at random moments, TIMES times (20), gives the same command
# again each time, and compares the grade book at the end with that of an undisturbed batch, byte for byte. Speeds are
# measured anew, so the exercise's points for speed must not depend on noise: letter-count's right answers are far above
# its bands. `make program` first. Keeps nothing.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
times=${TIMES:-20}
persons=${PERSONS:-24}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
reference=reference/01-introduction/letter-count

mkdir "$work/in"
files=("$reference"/letter_count.hpp "$reference"/right/*.hpp "$reference"/wrong/*.hpp)
for ((i = 0; i < persons; ++i)); do
  { cat "${files[i % ${#files[@]}]}"; echo "// $i"; } >"$work/in/student-$i.hpp"
done
batch=(build/parcours batch "$work/in" --exercise letter-count)

started=$SECONDS
"${batch[@]}" --out "$work/undisturbed" >/dev/null 2>"$work/errors" || { cat "$work/errors" >&2; exit 2; }
whole=$((SECONDS - started))
echo "undisturbed: $persons submissions in $whole s"

killed=0
for ((i = 1; i <= times; ++i)); do
  "${batch[@]}" --out "$work/killed" >/dev/null 2>"$work/errors" &
  pid=$!
  # At any moment of about the time that four gradings take: what is at work when it is killed is done again.
  sleep "$(awk -v most="$whole" -v all="$persons" -v seed="$RANDOM" \
    'BEGIN { srand(seed); printf "%.1f", 0.2 + rand() * (4 * most / all) }')"
  if kill -KILL "$pid" 2>/dev/null; then killed=$((killed + 1)); fi
  wait "$pid" 2>/dev/null || true
  kept=$(grep -c ': graded$' "$work/killed/batch.log" || true)
  echo "killed $killed times; gradings told in the log: $kept"
done
"${batch[@]}" --out "$work/killed" >/dev/null 2>"$work/errors" || { cat "$work/errors" >&2; exit 2; }
graded=$(grep -c ': graded$' "$work/killed/batch.log")
echo "gradings in all: $graded for $persons submissions"
# The remark tells nothing of times; everything else must be the same.
if cmp "$work/undisturbed/grades.csv" "$work/killed/grades.csv"; then
  echo "the grade books are the same, byte for byte"
else
  diff "$work/undisturbed/grades.csv" "$work/killed/grades.csv" || true
  exit 1
fi
