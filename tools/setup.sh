#!/usr/bin/env bash
# Installs what is missing to grade (`setup.sh grade`) or to test Parcours itself (`setup.sh test`, the default).
# Says nothing and changes nothing where all is there. Debian 12 and later, Ubuntu; as root or through sudo.
set -euo pipefail

grade='
clang-19            compiles the grader and every submission
libclang-rt-19-dev  the run-time libraries of the sanitizers
lld-19              links fast
llvm-19             names the source lines in race reports
cmake               configures the build
ninja-build         runs the build
bubblewrap          the sandbox
gdb                 shows where the threads of a hung run stand
googletest          source of the test library, built with the race detector
libgtest-dev        tests
libbenchmark-dev    speed measurements
libcli11-dev        the command line
libyaml-cpp-dev     reads rubrics
nlohmann-json3-dev  reads and writes JSON
libfmt-dev          messages
libexpected-dev     results as values
libssl-dev          SHA-256
libseccomp-dev      the filter of system calls in the sandbox
libarchive-dev      reads archives of submissions, in the sandbox
libsqlitecpp-dev    keeps the gradings of a batch
libasio-dev         the event loop of exercises with coroutines
libopenmpi-dev      exercises whose work is done by MPI ranks
openmpi-bin         starts the ranks of such exercises
'
test='
clang-format-19     checks the format of the sources
clang-tidy-19       checks the sources for common mistakes
jq                  picks findings out of a report, in the workflow for students
binutils            shows that the compiled reference has no names left
python3-jsonschema  checks reports against their JSON Schemas
slurmctld           the controller of the cluster that the tests make on this machine
slurmd              its nodes
slurm-client        the commands by which a batch talks to it
munge               by which they know each other
'

case ${1:-test} in
  grade) wanted=$grade ;;
  test) wanted=$grade$test ;;
  *)
    echo "usage: tools/setup.sh [grade|test]" >&2
    exit 2
    ;;
esac

names=()
declare -A reason
while read -r name why; do
  if [[ -n $name ]]; then
    names+=("$name")
    reason[$name]=$why
  fi
done <<<"$wanted"

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup: not a Debian or Ubuntu; Parcours needs what these packages of Debian hold: ${names[*]}" >&2
  exit 0
fi

# dpkg-query fails when it does not know one of the names; it lists the others all the same.
installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${names[@]}" 2>/dev/null || true)
missing=()
for name in "${names[@]}"; do
  if [[ $'\n'$installed$'\n' != *$'\n'"$name installed"$'\n'* ]]; then missing+=("$name"); fi
done
if ((${#missing[@]} == 0)); then exit 0; fi

exec >&2  # standard output belongs to whoever called
echo "setup: ${#missing[@]} package(s) missing, which apt-get can install:"
for name in "${missing[@]}"; do printf '  %-19s %s\n' "$name" "${reason[$name]}"; done

install=(apt-get install --no-install-recommends "${missing[@]}")
as_root=(env)
if ((EUID != 0)); then
  as_root=(sudo env)
  # `true` asks for the password where sudo wants one.
  if ! command -v sudo >/dev/null || ! sudo true; then
    echo "setup: cannot become root to install them. As root: apt-get update && ${install[*]}"
    exit 1
  fi
fi
"${as_root[@]}" apt-get -qq update
# What will be fetched and filled: apt-get says so where it may not go on.
"${as_root[@]}" LC_ALL=C "${install[@]}" --assume-no 2>/dev/null | sed -n 's/^\(Need to get\|After this operation\)/  &/p' || true
if ! "${as_root[@]}" DEBIAN_FRONTEND=noninteractive "${install[@]}" -qq -y; then
  echo "setup: apt-get did not install them; its messages are above"
  exit 1
fi
