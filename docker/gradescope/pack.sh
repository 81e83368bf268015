#!/usr/bin/env bash
# Packs the autograder of one exercise for Gradescope: docker/gradescope/pack.sh EXERCISE OUT.zip
# It holds this checkout's sources as they were committed last, with the course; setup.sh builds them on Gradescope.
set -euo pipefail
if (($# != 2)); then
  echo "usage: docker/gradescope/pack.sh EXERCISE OUT.zip" >&2
  exit 2
fi
exercise=$1
out=$(realpath -m "$2")
cd "$(dirname "$0")/../.."

if ! compgen -G "exercises/*/$exercise/" >/dev/null || [[ ! $exercise =~ ^[a-z0-9-]+$ ]]; then
  echo "pack: there is no exercise $exercise: \`parcours list\` shows all" >&2
  exit 2
fi
if ! command -v zip >/dev/null; then
  echo "pack: zip is missing: apt-get install zip" >&2
  exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/parcours"
git archive HEAD CMakeLists.txt CMakePresets.json cmake exercises grader reference rubrics student_template tools/setup.sh |
  tar -x -C "$work/parcours"
rm -rf "$work/parcours/grader/test"
cp docker/gradescope/setup.sh docker/gradescope/run_autograder "$work/"
chmod +x "$work/setup.sh" "$work/run_autograder"
echo "$exercise" >"$work/exercise.txt"
rm -f "$out"
(cd "$work" && zip -q -r "$out" .)
points=$(sed -n 's/^points: *\([0-9]*\).*/\1/p' rubrics/*/"$exercise".yaml)
echo "$2: upload it as the autograder of an assignment with $points points"
