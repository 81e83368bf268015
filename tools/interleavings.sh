#!/usr/bin/env bash
# Prints how soon mistakes in the order of steps are found, as Markdown, and keeps it in docs/interleavings.md; `make
# interleavings` builds the program first. Arguments: see build/parcours-interleavings --help. Where it is given names,
# nothing is kept.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
page=$(mktemp)
trap 'rm -f "$page"' EXIT
{
  echo '# How soon mistakes in the order of steps are found'
  echo
  echo "Made by \`make interleavings\` on $(date +%F): $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors," \
    "Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg) at the start."
  cat <<'END'
Each row is a mistake: a classic one (`grader/test/classics/`), or a file in an exercise's `wrong/` that some scenario
shows. Everybody has two seconds.

- *schedules, median*: of the controlled scheduler, to the first finding, over all searches, each from another seed on;
  *found*: in how many searches
- *stress*: the same scenario with real threads, optimised, as often as it goes in two seconds; *race detector*: under
  ThreadSanitizer; *with noise*: under it, with seeded yields and sleeps at the synchronisation calls. How often it found
  anything: a failed assertion, a crash, a hang or a race

END
  build/parcours-interleavings "$@"
} | tee "$page"
for argument in "$@"; do
  [[ $argument = [a-z]* ]] && exit 0
done
cp "$page" docs/interleavings.md
