#!/usr/bin/env bash
# Checks the grader's sources with clang-tidy. $1: the build folder, where compile_commands.json lies.
# A file that was clean is checked again only when it, a header of the grader, or the set-up changed.
set -euo pipefail
cd "$(dirname "$0")/.."
tidy=$(realpath "${1:-build}")/tidy
mkdir -p "$tidy/clean"

# Without the precompiled headers: clang-tidy would walk all of them again for each file, however little it uses.
sed -E 's/-Winvalid-pch|-Xclang -include(-pch)? -Xclang [^ ]+//g' "$tidy/../compile_commands.json" \
  >"$tidy/compile_commands.json"

common=$({
  clang-tidy-19 --version
  cat .clang-tidy grader/CMakeLists.txt cmake/Dependencies.cmake
  find grader/src -name '*.hpp' -print0 | sort -z | xargs -0 -r sha256sum
} | sha256sum)

check_file() {
  local key output
  key=$({ echo "$2"; sha256sum "$1"; } | sha256sum | cut -d' ' -f1)
  if [[ -e $tidy/clean/$key ]]; then return 0; fi
  if output=$(clang-tidy-19 --quiet -p "$tidy" "$1" 2>&1); then
    touch "$tidy/clean/$key"
  else
    echo "$output"
    return 1
  fi
}
export -f check_file
export tidy

# shellcheck disable=SC2016  # the inner shell expands them
find grader/src -name '*.cpp' -print0 | xargs -0 -r -P2 -I{} bash -c 'check_file "$1" "$2"' tidy {} "$common"
