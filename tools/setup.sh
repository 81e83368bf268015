#!/usr/bin/env bash
# Installs what is missing to run an installed Parcours (`setup.sh run`), to build it and grade (`grade`), to test
# Parcours itself (`test`, the default), or to test the container image (`docker`).
# Says nothing and changes nothing where all is there. Debian 12 and later, Ubuntu; as root or through sudo.
set -euo pipefail

run='
clang-19            compiles every submission, and the grader
libclang-rt-19-dev  the run-time libraries of the sanitizers
lld-19              links fast
llvm-19             names the source lines in race reports
bubblewrap          the sandbox
gdb                 shows where the threads of a hung run stand
googletest          source of the test library, built with the race detector
libgtest-dev        tests
libbenchmark-dev    speed measurements
libasio-dev         the event loop of exercises with coroutines
libopenmpi-dev      exercises whose work is done by MPI ranks
openmpi-bin         starts the ranks of such exercises
'
build='
cmake               configures the build
ninja-build         runs the build
libcli11-dev        the command line
libyaml-cpp-dev     reads rubrics
nlohmann-json3-dev  reads and writes JSON
libfmt-dev          messages
libexpected-dev     results as values
libssl-dev          SHA-256
libseccomp-dev      the filter of system calls in the sandbox
libarchive-dev      reads archives of submissions, in the sandbox
libsqlitecpp-dev    keeps the gradings of a batch
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
engine='
docker.io           the engine that builds and runs the image
'
docker='
debootstrap         makes the base image where none can be had
python3             writes and reads JSON
zip                 packs the autograder for Gradescope
'

case ${1:-test} in
  run) wanted=$run ;;
  grade) wanted=$run$build ;;
  test) wanted=$run$build$test ;;
  docker)
    wanted=$docker
    # Another engine than Debian's serves as well, and the two cannot both be installed.
    if ! docker version >/dev/null 2>&1; then wanted=$engine$docker; fi
    ;;
  *)
    echo "usage: tools/setup.sh [run|grade|test|docker]" >&2
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
