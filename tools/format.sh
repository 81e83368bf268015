#!/usr/bin/env bash
# Formats the C++ files of the grader and of the course; --check only reports what it would change.
# The files in wrong/, right/ and hostile/ stand for what students hand in, so they stay as they are.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=(-i)
if [[ ${1:-} == --check ]]; then mode=(--dry-run -Werror); fi

folders=()
for folder in grader exercises reference docs/samples student_template; do
  if [[ -d $folder ]]; then folders+=("$folder"); fi
done
find "${folders[@]}" \( -path '*/wrong' -o -path '*/right' -o -path '*/hostile' \) -prune -o \
  -type f \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 -r "${CLANG_FORMAT:-clang-format-19}" "${mode[@]}"
