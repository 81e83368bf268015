#!/usr/bin/env bash
# Prints the calibration of this machine as Markdown and keeps it in docs/calibration.md; `make calibrate` builds the
# program first. Arguments: see build/parcours-calibrate --help. Where it is given exercises, nothing is kept.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
page=$(mktemp)
trap 'rm -f "$page"' EXIT
{
  echo '# How far verdicts on speed can be trusted'
  echo
  echo "Made by \`make calibrate\` on $(date +%F): $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors," \
    "Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg) at the start, as $([[ $(id -u) = 0 ]] && echo root || echo 'an ordinary user')."
  cat <<'END'
Each row is a series of whole measurements, as `parcours grade` makes them, of a program whose speed is known: the
reference itself, or the reference with 5, 10 or 20 % of spinning added to what is timed. *Bursts*: another program keeps
one processor busy half of the time, for 0.05 to 0.5 s at a time.

- *read as*: median of the ratios; 1, 0.952, 0.909 and 0.833 would be right
- *deviation*: standard deviation; *worst*: the furthest from the truth
- *spread of points*: between verdicts (99 of 100 of them), of 100 for the exercise, if the true ratio lay in the middle of
  the rubric's bands
- *called slower*, *faster*: verdicts whose whole 95 % interval lies below or above 1. For the reference itself those are
  false alarms; for a slower one, verdicts that are not called slower have missed it
- *not graded*: the interval was too wide, or the reference differed from itself
- *one run each*, *best of five*: the two usual ways, programs run one after the other, 0.25 s each

END
  build/parcours-calibrate "$@"
} | tee "$page"
for argument in "$@"; do
  [[ $argument = [a-z]* ]] && exit 0
done
cp "$page" docs/calibration.md
