#!/usr/bin/env bash
# Measures Parcours itself on the exercise letter-count; `make bench` builds the program first.
#   a  a from-scratch CMake build of the test alone, as a student would write it
#   b  the grader building all three programs, its cache warm
#   c  time to a verdict          d  the grader's own share of that time
# a to d take turns, ROUNDS times (3), so that a busy spell of the machine hits all of them; medians are printed.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
root=$PWD
rounds=${ROUNDS:-3}
parcours=$root/build/parcours
exercise=$root/exercises/01-introduction/letter-count
reference=$root/reference/01-introduction/letter-count
for file in "$parcours" "$exercise/tests.cpp" "$reference/letter_count.hpp"; do
  [[ -e $file ]] || { echo "bench: $file is missing; run make bench" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

elapsed() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", to - from }'; }
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.2f", (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'; }
all() { sort -n "$1" | awk '{ printf "%s%.2f", (NR > 1 ? " " : ""), $1 }'; }
load() { cut -d' ' -f1-3 /proc/loadavg; }

# phases RESULT NAME…: the sum of these phases' seconds.
phases() {
  local result=$1
  shift
  tr -d '\n' <"$result" | grep -o '"phases": *\[[^]]*\]' | grep -o '{[^}]*}' |
    sed -E 's/.*"name": *"([^"]*)".*"seconds": *([-+0-9.eE]+).*/\1 \2/' |
    awk -v names=" $* " 'index(names, " " $1 " ") { sum += $2; ++n } END { printf "%.3f\n", sum; exit n == 0 }'
}

# The header lies beside the tests, as in a student's folder: a quoted #include looks there first.
write_project() {
  mkdir -p "$1"
  cp "$exercise/tests.cpp" "$exercise/hidden_tests.cpp" "$reference/letter_count.hpp" "$1"
  printf '#include "tests.cpp"\n#include "hidden_tests.cpp"\n' >"$1/all_tests.cpp"
  cat >"$1/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.24)
project(letter_count LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
find_package(GTest REQUIRED)
find_package(Threads REQUIRED)
add_compile_options(-fsanitize=thread)
add_link_options(-fsanitize=thread)
add_executable(letter_count_test all_tests.cpp $root/grader/runtime/test_support.cpp $root/grader/runtime/quiet.cpp)
target_include_directories(letter_count_test PRIVATE $root/grader/runtime $root/grader/runtime/include)
target_link_libraries(letter_count_test PRIVATE GTest::gtest_main Threads::Threads)
END
}

build_from_scratch() {
  local started
  rm -rf "$work/project/build"
  started=$EPOCHREALTIME
  { cmake -S "$work/project" -B "$work/project/build" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=clang++-19 &&
    cmake --build "$work/project/build" -j "$(nproc)"; } >"$work/cmake.log" 2>&1 ||
    { cat "$work/cmake.log" >&2; echo 'bench: the CMake project does not build' >&2; exit 2; }
  elapsed "$started" >>"$work/a"
}

# grade SUBMISSION TIMES: the wall time goes to the file TIMES, the result to result.json. Status 3 is no obstacle:
# a machine too busy to place the speed has still built, run and measured everything.
grade() {
  local started=$EPOCHREALTIME status=0
  "$parcours" grade letter-count "$1" --seed 1 --report json="$work/result.json" 2>"$work/errors" || status=$?
  elapsed "$started" >>"$work/$2"
  if ((status == 2)) || [[ ! -s $work/result.json ]]; then
    cat "$work/errors" >&2
    exit 2
  fi
}

write_project "$work/project"
mkdir "$work/oops"
sed 's/return /return oops /' "$reference/letter_count.hpp" >"$work/oops/letter_count.hpp"

echo "cores $(nproc), load average before $(load), $rounds rounds"
grade "$reference/letter_count.hpp" warming  # fills the cache; not counted
for ((round = 0; round < rounds; ++round)); do
  build_from_scratch
  rm -f "$work/result.json"
  grade "$reference/letter_count.hpp" pass
  phases "$work/result.json" build-tests build-benchmark >>"$work/b"
  # build-benchmark runs during run-tests, so its seconds are in that phase already.
  phases "$work/result.json" build-tests run-tests measure >"$work/inside"
  awk -v inside="$(cat "$work/inside")" -v wall="$(tail -n1 "$work/pass")" \
    'BEGIN { printf "%.4f\n", 100 * (1 - inside / wall) }' >>"$work/share"
  if grep -q '"speedup": *null' "$work/result.json"; then
    why=$(sed -nE 's/.*"not_measured_because": *"(.*)",?$/\1/p' "$work/result.json")
    echo "round $((round + 1)): no full pass, the speed was not measured: $why"
  fi
  rm -f "$work/result.json"
  grade "$work/oops/letter_count.hpp" broken
  grep -q '"compile-error"' "$work/result.json" || { echo 'bench: the broken header compiles' >&2; exit 2; }
  rm -f "$work/result.json"
  grade "$reference/wrong/lost_remainder.hpp" failing
  grep -q '"test-failure"' "$work/result.json" || { echo 'bench: the wrong header fails no test' >&2; exit 2; }
done

a=$(median "$work/a")
b=$(median "$work/b")
row() { printf '%-58s %8s %-2s (%s)\n' "$1" "$(median "$work/$2")" "$3" "$(all "$work/$2")"; }
row 'a  from scratch: cmake and build of the test alone' a s
row 'b  warm grader: building tests twice and the benchmark' b s
awk -v a="$a" -v b="$b" 'BEGIN { printf "   b/a %.2f: %s 1\n", b / a, (b < a ? "below" : "NOT below") }'
row 'c  verdict on a compile error' broken s
row '   verdict on a failing test' failing s
row '   verdict on a full pass, speed measured' pass s
row 'd  outside compilers, tests and benchmarks (of a full pass)' share %
echo "load average after $(load)"
