#!/usr/bin/env bash
# Tests the container image and the autograder for Gradescope with a real engine: `make docker-test`. Prints a line a
# check; fails if one does. As root where no engine answers: it starts one of its own then, with its data in a temporary
# folder, and stops it in the end. JOBS=1 limits the compilers at work.
set -euo pipefail
export LC_ALL=C DOCKER_BUILDKIT=0
cd "$(dirname "$0")/.."
tools/setup.sh docker
base=$(sed -n 's/^ARG BASE=//p' docker/Dockerfile)
tag=parcours-test
work=$(mktemp -d)
mkdir "$work/engine"
engine=
had_cache=yes  # of the student's way, until it is known: only what this test made goes

stop() {
  docker rm -f "$tag-gradescope" >/dev/null 2>&1 || true
  if [[ -n $engine ]]; then
    kill "$engine" 2>/dev/null || true
    wait "$engine" 2>/dev/null || true
    # What the engine mounted goes with it; a mount left behind must not be emptied by rm.
    awk -v below="$work/engine/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount 2>/dev/null || true
  else
    docker volume rm "$tag-cache" >/dev/null 2>&1 || true
    if [[ -z $had_cache ]]; then docker volume rm parcours-cache >/dev/null 2>&1 || true; fi
  fi
  rm -rf --one-file-system "$work"
}
trap stop EXIT

if ! docker version >/dev/null 2>&1; then
  if ((EUID != 0)); then
    echo "docker_test: no engine answers, and only root can start one" >&2
    exit 2
  fi
  export DOCKER_HOST=unix://$work/engine/socket
  # No bridge and no rules for packets: the image is built in the machine's network and tested without any.
  dockerd --host="$DOCKER_HOST" --data-root="$work/engine/data" --exec-root="$work/engine/exec" \
    --pidfile="$work/engine/pid" --iptables=false --bridge=none ${STORAGE:+--storage-driver="$STORAGE"} \
    >"$work/engine/log" 2>&1 &
  engine=$!
  for ((i = 0; i < 60; ++i)); do
    if docker version >/dev/null 2>&1; then break; fi
    if ! kill -0 "$engine" 2>/dev/null; then break; fi
    sleep 1
  done
  if ! docker version >/dev/null 2>&1; then
    tail -n 5 "$work/engine/log" >&2
    echo "docker_test: the engine does not start; its last lines are above" >&2
    exit 2
  fi
fi

failures=0
# check TEXT COMMAND...: ok where the command succeeds.
check() {
  local text=$1
  shift
  if "$@" >"$work/check" 2>&1; then
    echo "ok   $text"
  else
    echo "FAIL $text"
    sed 's/^/       /' "$work/check" | tail -n 15
    failures=$((failures + 1))
  fi
}
# holds FILE EXPRESSION: of the JSON in the file, as `it`.
holds() {
  python3 -c 'import json, sys
text = open(sys.argv[1]).read()
it = json.loads(text)
if not eval(sys.argv[2]): sys.exit(sys.argv[2] + " does not hold of:\n" + text[:2000])' "$1" "$2"
}
# ended STATUS FILE: how the last command ended.
ended() {
  if [[ $1 != "$status" ]]; then
    echo "status $status in place of $1"
    cat "$2"
    return 1
  fi
}

# The base image, once a test engine: from a registry, else made here.
if ! docker image inspect "$base" >/dev/null 2>&1 && ! docker pull -q "$base" >"$work/pull" 2>&1; then
  echo "docker_test: $base cannot be pulled; making one like it"
  debootstrap --variant=minbase bookworm "$work/root" >"$work/debootstrap" 2>&1 || { tail "$work/debootstrap" >&2; exit 2; }
  tar -C "$work/root" -c . | docker import - "$base" >/dev/null
  rm -rf --one-file-system "$work/root"
fi

echo 'docker_test: building the image, which takes some minutes'
if ! docker build --network=host --build-arg JOBS="${JOBS:-}" -f docker/Dockerfile -t "$tag" . >"$work/build" 2>&1; then
  tail -n 30 "$work/build" >&2
  echo 'FAIL the image builds' >&2
  exit 1
fi
echo 'ok   the image builds'

check 'the seccomp profile is what docker/make_seccomp.py writes' docker/make_seccomp.py --check
shipped=(--security-opt "seccomp=docker/seccomp.json" --security-opt systempaths=unconfined
  --security-opt apparmor=unconfined)
run=(docker run --rm --init --network=none --read-only --tmpfs /tmp:exec,mode=1777 --shm-size=256m --cap-drop=ALL
  --security-opt no-new-privileges=true -v "$tag-cache:/var/cache/parcours")
reference=/opt/parcours/share/parcours/reference
docker volume rm "$tag-cache" >/dev/null 2>&1 || true

check 'the image runs as an ordinary user' test "$("${run[@]}" --entrypoint id "$tag" -u)" = 1000
check 'without arguments it says what it can do' "${run[@]}" "$tag"

# grades TEXT TIER EXERCISE HEADER OPTION...: the reference, under the options.
grades() {
  local text=$1 tier=$2 exercise=$3 header=$4
  shift 4
  status=0
  "${run[@]}" "$@" "$tag" grade "$exercise" "$reference/$header" --report json=- >"$work/json" 2>"$work/errors" || status=$?
  check "$text: status 0" ended 0 "$work/errors"
  check "$text: graded, sandbox $tier" holds "$work/json" \
    "it['outcome'] == 'graded' and it['environment']['sandbox'] == '$tier'"
}
grades "the engine's own profile" landlock letter-count 01-introduction/letter-count/letter_count.hpp
grades 'the shipped profile' bubblewrap letter-count 01-introduction/letter-count/letter_count.hpp "${shipped[@]}"
grades 'ranks of MPI' bubblewrap mpi-heat 17-distribution-frameworks/mpi-heat/mpi_heat.hpp "${shipped[@]}"
grades 'a network to test on' bubblewrap multi-client 15-distributed-introduction/multi-client/multi_client.hpp \
  "${shipped[@]}"

# A folder, as docker/compose.yaml does it.
mkdir "$work/in" "$work/out"
cp reference/01-introduction/letter-count/letter_count.hpp "$work/in/ada.hpp"
cp docs/samples/letter_count.hpp "$work/in/ben.hpp"
chmod a+rx "$work"
chmod -R a+rX "$work/in"
chown 1000:1000 "$work/out" 2>/dev/null || chmod 0777 "$work/out"
status=0
"${run[@]}" "${shipped[@]}" -v "$work/in:/submissions:ro" -v "$work/out:/results" "$tag" \
  batch /submissions --exercise letter-count --out /results >"$work/batch" 2>&1 || status=$?
check 'a folder of two submissions: status 0' ended 0 "$work/batch"
check 'a folder of two submissions: both are in the grade book' \
  awk '/ada|ben/ { ++n } END { exit n != 2 }' "$work/out/grades.csv"

# A student with Docker alone: the repository as the image writes it, and its own script.
mkdir "$work/student"
# To be changed below: ours, unless we are root, whom the image does without.
owner=()
if ((EUID == 0)); then chown 1000:1000 "$work/student"; else owner=(--user "$(id -u):$(id -g)"); fi
docker volume inspect parcours-cache >/dev/null 2>&1 || had_cache=
status=0
"${run[@]}" "${owner[@]}" -v "$work/student:/student" "$tag" export student /student/course --exercise letter-count \
  >"$work/export" 2>&1 || status=$?
check 'the repository for students: status 0' ended 0 "$work/export"
cp reference/01-introduction/letter-count/letter_count.hpp "$work/student/course/exercises/01-introduction/letter-count/"
chmod -R a+rX "$work/student"
status=0
PARCOURS_IMAGE=$tag make -C "$work/student/course" grade EX=letter-count >"$work/graded" 2>&1 || status=$?
check "a student's make grade with Docker alone: status 0" ended 0 "$work/graded"
check "a student's make grade with Docker alone: all points, the speed's too" grep -q 'Total 85/85' "$work/graded"
check "a student's make grade speaks French" \
  sh -c 'LC_ALL=fr_FR.UTF-8 PARCOURS_IMAGE=$1 make -C "$2/student/course" grade EX=letter-count | grep -q "Noté en"' \
  - "$tag" "$work"

# Gradescope: its folders, its order of events, on the same base.
docker/gradescope/pack.sh letter-count "$work/autograder.zip" >"$work/pack"
check 'pack.sh says how many points the assignment must have' grep -q '100 points' "$work/pack"
mkdir -p "$work/autograder/source"
python3 -m zipfile -e "$work/autograder.zip" "$work/autograder/source"
chmod +x "$work/autograder/source/"{setup.sh,run_autograder} "$work/autograder/source/parcours/tools/setup.sh"
docker run -d --name "$tag-gradescope" --network=host "$base" sleep infinity >/dev/null
docker exec "$tag-gradescope" mkdir -p /autograder/submission /autograder/results
docker cp "$work/autograder/source" "$tag-gradescope:/autograder/source" >/dev/null
docker exec "$tag-gradescope" cp /autograder/source/run_autograder /autograder/run_autograder
echo 'docker_test: setting the autograder up, which takes some minutes'
status=0
docker exec -e JOBS="${JOBS:-}" "$tag-gradescope" bash /autograder/source/setup.sh >"$work/setup" 2>&1 || status=$?
tail -n 40 "$work/setup" >"$work/setup.end"
check 'Gradescope: setup.sh installs Parcours' ended 0 "$work/setup.end"

# hands_in TEXT STATUS EXPRESSION: what lies in $work/submission.
hands_in() {
  docker exec "$tag-gradescope" sh -c 'rm -rf /autograder/submission/* /autograder/results/*'
  docker cp "$work/submission/." "$tag-gradescope:/autograder/submission" >/dev/null
  status=0
  docker exec "$tag-gradescope" /autograder/run_autograder >"$work/run" 2>&1 || status=$?
  docker cp "$tag-gradescope:/autograder/results/results.json" "$work/results.json" >/dev/null 2>&1 ||
    echo '"no results.json"' >"$work/results.json"
  check "Gradescope, $1: status $2" ended "$2" "$work/run"
  check "Gradescope, $1: its results.json" holds "$work/results.json" "$3"
  rm -rf "$work/submission"
  mkdir "$work/submission"
}
mkdir "$work/submission"
cp reference/01-introduction/letter-count/letter_count.hpp "$work/submission/"
hands_in 'the reference' 0 "it['score'] >= 80 and it['tests']"
echo 'int f( {' >"$work/submission/letter_count.hpp"
hands_in 'a header that does not compile' 0 "it['score'] == 0 and 'compile' in json.dumps(it)"
{
  echo '#include <unistd.h>'
  cat reference/01-introduction/letter-count/letter_count.hpp
  echo 'struct EndsAll { EndsAll() { ::_exit(0); } } const ends_all;'
} >"$work/submission/letter_count.hpp"
hands_in 'one that ends the program before the tests' 0 "it['score'] < 50"
echo 'no header' >"$work/submission/notes.txt"
hands_in 'a folder without the header' 1 "'score' not in it and 'tests' not in it and 'letter_count.hpp' in it['output']"

if ((failures > 0)); then
  echo "docker_test: $failures check(s) failed"
  exit 1
fi
echo 'docker_test: all is well'
