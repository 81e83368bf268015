# Every library that Parcours takes from outside, with the reason for it.
# Usage: parcours_require(<package> DEBIAN <name> FEDORA <name> BREW <name> [FIND <extra find_package arguments>])
# A macro, so that what find_package sets stays visible to the caller.
macro(parcours_require package)
  cmake_parse_arguments(require "" "DEBIAN;FEDORA;BREW" "FIND" ${ARGN})
  find_package(${package} ${require_FIND} QUIET)
  if(NOT ${package}_FOUND)
    # The leading blanks keep CMake from wrapping the line.
    message(FATAL_ERROR "  ${package} is missing. Install it: Debian and Ubuntu ${require_DEBIAN}, "
                        "Fedora ${require_FEDORA}, Homebrew ${require_BREW}. On Debian, tools/setup.sh installs all.")
  endif()
endmacro()

# The grader's own threads: pipes are drained while processes run.
parcours_require(Threads DEBIAN libc6-dev FEDORA glibc-devel BREW glibc)

# Messages; the compiler checks format strings against their arguments.
parcours_require(fmt DEBIAN libfmt-dev FEDORA fmt-devel BREW fmt)

# Results as values: std::expected is C++23.
parcours_require(tl-expected DEBIAN libexpected-dev FEDORA expected-devel BREW tl-expected)

# Rubrics; keeps the line and column of every node for error messages.
parcours_require(yaml-cpp DEBIAN libyaml-cpp-dev FEDORA yaml-cpp-devel BREW yaml-cpp)

# Results, and GoogleTest's and Google Benchmark's own reports.
parcours_require(nlohmann_json DEBIAN nlohmann-json3-dev FEDORA json-devel BREW nlohmann-json)

# The command line.
parcours_require(CLI11 DEBIAN libcli11-dev FEDORA cli11-devel BREW cli11)

# SHA-256 of submissions and cache keys; nothing of TLS.
parcours_require(OpenSSL DEBIAN libssl-dev FEDORA openssl-devel BREW openssl@3 FIND COMPONENTS Crypto)

# The filter of system calls in the sandbox: knows their numbers on every machine, and writes the kernel's program.
parcours_require(Seccomp DEBIAN libseccomp-dev FEDORA libseccomp-static BREW "(Linux only)")

# Archives of submissions: zip, tar and 7z. Only parcours-unpack links it, which runs in the sandbox.
parcours_require(LibArchive DEBIAN libarchive-dev FEDORA libarchive-devel BREW libarchive)

# What a batch has found out so far, in a file that a crash cannot break: SQLite, behind a C++ interface.
parcours_require(SQLiteCpp DEBIAN libsqlitecpp-dev FEDORA sqlitecpp-devel BREW sqlitecpp)

# Tests of the grader, and of every exercise when it is graded.
parcours_require(GTest DEBIAN "libgtest-dev and googletest" FEDORA gtest-devel BREW googletest)

# Benchmarks of every exercise. The grader does not link it, yet cannot measure without it.
parcours_require(benchmark DEBIAN libbenchmark-dev FEDORA google-benchmark-devel BREW google-benchmark)

# Standalone Asio (Debian libasio-dev, Fedora asio-devel, Homebrew asio): the event loop of exercises with coroutines, which
# alone include it.

# Open MPI (Debian libopenmpi-dev and openmpi-bin, Fedora openmpi-devel, Homebrew open-mpi): exercises whose work is done
# by ranks. The grader does not link it and asks for it when it grades one (toolchain/open_mpi.hpp): other exercises need
# none.

# yaml-cpp before 0.8 exports its target without a namespace.
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
