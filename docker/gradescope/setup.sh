#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the assignment: it builds and installs Parcours.
set -euo pipefail
source=${AUTOGRADER:-/autograder}/source
export PARCOURS_CACHE=/var/cache/parcours LC_ALL=C.UTF-8

apt-get -qq update
if ! apt-cache show clang-19 >/dev/null 2>&1; then
  . /etc/os-release
  echo "setup: $PRETTY_NAME has no clang 19: choose a base image of Ubuntu 24.04 or later in Gradescope" >&2
  exit 1
fi
"$source/parcours/tools/setup.sh" grade

cd "$source/parcours"
cmake --preset release -DBUILD_TESTING=OFF
cmake --build build --target parcours -- ${JOBS:+"-j$JOBS"}
cmake --install build --prefix /opt/parcours
ln -sf /opt/parcours/bin/parcours /usr/local/bin/
# Sources and the reference need not lie here twice.
cd / && rm -rf "$source/parcours"

# Fills the cache with what every submission needs, so that students do not wait for it.
read -r exercise <"$source/exercise.txt"
reference=(/opt/parcours/share/parcours/reference/*/"$exercise"/"${exercise//-/_}.hpp")
status=0
parcours grade "$exercise" "${reference[0]}" || status=$?
# For the log of the build: what can be had here, above all the tier of the sandbox.
parcours doctor || true
if ((status > 1)); then
  echo "setup: the reference of $exercise could not be graded here" >&2
  exit 1
fi
