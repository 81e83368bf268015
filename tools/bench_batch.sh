#!/usr/bin/env bash
# Measures batches of letter-count against the usual way: a shell loop that configures, builds and runs a CMake project
# from scratch for each submission. `make bench` builds the program first.
#   SIZES  numbers of submissions (50 200, which take 35 minutes)     LOOP  submissions of the loop (20): its rate does not change
# The submissions: of ten, four good ones, four wrong ones, a slow one, a hostile one; all different files. The work is
# the same: as many runs of the tests with and without the race detector, and the benchmark of the submission and of the
# reference, taking turns.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
root=$PWD
exercise=$root/exercises/01-introduction/letter-count
reference=$root/reference/01-introduction/letter-count
sizes=${SIZES:-50 200}
loop=${LOOP:-20}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Processor time of the whole machine, in seconds: nothing else should run.
busy() { awk '/^cpu / { print ($2 + $3 + $4 + $7 + $8) / 100 }' /proc/stat; }
minus() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a - b }'; }

good=("$reference"/letter_count.hpp "$reference"/right/*.hpp)
wrong=("$reference"/wrong/*.hpp)
slow=("$reference"/baselines/*.hpp)
cat >"$work/hostile.hpp" <<'END'
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <sys/mman.h>
inline std::array<std::uint64_t, 26> letter_count(std::span<const std::string>, unsigned) {
  for (;;) ::mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
}
END

# pick NUMBER: the file that submission NUMBER is made of.
pick() {
  local n=$1
  case $((n % 10)) in
    0 | 2 | 4 | 6) echo "${good[n / 2 % ${#good[@]}]}" ;;
    8) echo "${slow[n / 10 % ${#slow[@]}]}" ;;
    9) echo "$work/hostile.hpp" ;;
    *) echo "${wrong[n / 2 % ${#wrong[@]}]}" ;;
  esac
}

# hand_in FOLDER COUNT
hand_in() {
  mkdir -p "$1"
  for ((i = 0; i < $2; ++i)); do
    { cat "$(pick "$i")"; echo "// $i"; } >"$1/$(printf 'student-%04d.hpp' "$i")"
  done
}

# The project that a course would write: tests under ThreadSanitizer and without, and the benchmark.
write_project() {
  mkdir -p "$1"
  cp "$exercise"/{tests,hidden_tests,bench}.cpp "$1"
  printf '#include "letter_count.hpp"\n#include "tests.cpp"\n#include "hidden_tests.cpp"\n' >"$1/all_tests.cpp"
  printf '#include "letter_count.hpp"\n#include "bench.cpp"\n' >"$1/all_bench.cpp"
  cat >"$1/bench_support.cpp" <<'END'
#include <parcours/bench.hpp>
#include <thread>
std::mt19937_64 parcours::rng() { return std::mt19937_64(1); }
unsigned parcours::threads() noexcept { return std::thread::hardware_concurrency(); }
END
  cat >"$1/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.24)
project(letter_count LANGUAGES CXX)
set(CMAKE_CXX_STANDARD 20)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(Threads REQUIRED)
set(support $root/grader/runtime/test_support.cpp $root/grader/runtime/quiet.cpp)
include_directories($root/grader/runtime $root/grader/runtime/include)
foreach(kind IN ITEMS tsan plain)
  add_executable(test_\${kind} all_tests.cpp \${support})
  target_link_libraries(test_\${kind} PRIVATE GTest::gtest_main Threads::Threads)
endforeach()
target_compile_options(test_tsan PRIVATE -O1 -fsanitize=thread)
target_link_options(test_tsan PRIVATE -fsanitize=thread)
target_compile_options(test_plain PRIVATE -O2)
add_executable(bench all_bench.cpp bench_support.cpp)
target_compile_options(bench PRIVATE -O2)
target_link_libraries(bench PRIVATE benchmark::benchmark_main Threads::Threads)
END
}

# One submission, the usual way. What it prints is not read: only the time counts here.
usual_way() {
  rm -rf "$work/project/build"
  cp "$1" "$work/project/letter_count.hpp"
  cmake -G Ninja -S "$work/project" -B "$work/project/build" -DCMAKE_CXX_COMPILER=clang++-19 && cmake --build "$work/project/build" || return 0
  for _ in 1 2 3 4 5; do (ulimit -v unlimited; timeout 60 "$work/project/build/test_tsan") || true; done
  timeout 60 "$work/project/build/test_plain" || true
  for _ in 1 2 3 4 5; do
    timeout 60 "$work/project/build/bench" --benchmark_min_time=0.2 || true
    timeout 60 "$work/reference_bench" --benchmark_min_time=0.2 || true
  done
}

echo "cores $(nproc), load average before $(cut -d' ' -f1-3 /proc/loadavg)"
hand_in "$work/warm" 1
build/parcours batch "$work/warm" --exercise letter-count --out "$work/warm-out" >/dev/null 2>&1  # fills the cache; not counted

write_project "$work/project"
cp "$reference/letter_count.hpp" "$work/project"
cmake -G Ninja -S "$work/project" -B "$work/project/build" -DCMAKE_CXX_COMPILER=clang++-19 >"$work/log" 2>&1 &&
  cmake --build "$work/project/build" >>"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 2; }
cp "$work/project/build/bench" "$work/reference_bench"
hand_in "$work/loop" "$loop"
started=$EPOCHREALTIME
before=$(busy)
for file in "$work"/loop/*.hpp; do
  # The hostile one would take all memory; a course that knows of it bounds it.
  (ulimit -v 400000000; usual_way "$file") >>"$work/log" 2>&1
done
wall=$(minus "$EPOCHREALTIME" "$started")
cpu=$(minus "$(busy)" "$before")
rate=$(awk -v n="$loop" -v s="$wall" 'BEGIN { printf "%.1f", 60 * n / s }')

echo
echo '| way | submissions | minutes | a minute | times the loop | CPU seconds each | measuring slot busy |'
echo '| --- | --- | --- | --- | --- | --- | --- |'
awk -v n="$loop" -v s="$wall" -v c="$cpu" -v r="$rate" \
  'BEGIN { printf "| shell loop, CMake from scratch | %d | %.1f | %.1f | 1 | %.1f | |\n", n, s / 60, r, c / n }'
for size in $sizes; do
  hand_in "$work/in-$size" "$size"
  started=$EPOCHREALTIME
  before=$(busy)
  /usr/bin/env time -f '%M' -o "$work/memory" build/parcours batch "$work/in-$size" --exercise letter-count --out "$work/out-$size" \
    >/dev/null 2>"$work/errors" || { s=$?; ((s == 3)) || { cat "$work/errors" >&2; exit 2; }; }
  wall=$(minus "$EPOCHREALTIME" "$started")
  cpu=$(minus "$(busy)" "$before")
  slot=$(cat "$work/out-$size"/feedback/*.json | tr -d '\n' | grep -oE '"name": *"(measure|scale)", *"seconds": *[0-9.]+' |
    sed -E 's/.*: *//' | awk '{ sum += $1 } END { print sum + 0 }')
  awk -v n="$size" -v s="$wall" -v c="$cpu" -v r="$rate" -v m="$slot" -v k="$(cat "$work/memory")" \
    'BEGIN { printf "| parcours batch, %d MiB at most | %d | %.1f | %.1f | %.1f | %.1f | %.0f %% |\n", k / 1024, n, s / 60, 60 * n / s, 60 * n / s / r, c / n, 100 * m / s }'
done
echo
echo "load average after $(cut -d' ' -f1-3 /proc/loadavg)"
