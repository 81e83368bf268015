# Every target does the set-up that it needs.
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup-grade setup-test program build grade explore test bench check reliability calibrate interleavings format asan tsan web-test docker-test install

JOBS ?= $(shell nproc)
PREFIX ?= /usr/local

# The sample belongs to the default exercise only; with EX given, the program's own default is the stub's place.
ifeq ($(origin EX),undefined)
EX := letter-count
SUB ?= docs/samples/letter_count.hpp
endif

help:
	@echo 'make grade [EX=exercise-id] [SUB=header-folder-or-archive] [ARGS=…]   grade a submission; no EX: a sample'
	@echo 'make explore [EX=…] [SUB=…] [ARGS=…]                           search its interleavings for one that goes wrong'
	@echo 'make check [EX=exercise-id]                                   prove the exercises of the course'
	@echo 'make reliability [EX=exercise-id] [RUNS=50]                   how often each known mistake is found (hours)'
	@echo 'make calibrate [EX=exercise-id] [VERDICTS=100]                how far verdicts on speed can be trusted here (hours)'
	@echo 'make interleavings                                            how soon mistakes in the order of steps are found (hours)'
	@echo 'make build     build/parcours and the tests'
	@echo 'make test      all tests, format and lint: what CI runs'
	@echo 'make bench     measure Parcours itself'
	@echo 'make format    format the sources'
	@echo 'make asan      tests under the address and undefined-behaviour sanitizers'
	@echo 'make tsan      tests under the thread sanitizer'
	@echo 'make web-test  open reports in a browser and check them'
	@echo 'make docker-test  the container image, with a real engine (half an hour)'
	@echo 'make install [PREFIX=/usr/local] [COURSE=no]   COURSE=no: without exercises and references'

setup-grade:
	@tools/setup.sh grade
setup-test:
	@tools/setup.sh test

# Ninja runs CMake again by itself when a CMake file changed. What CMake has to complain of, it says on standard error.
build/build.ninja:
	@cmake --preset release >/dev/null

# The program alone. It says nothing where there is nothing to do, and leaves standard output to the report.
program: setup-grade build/build.ninja
ifeq ($(wildcard build/parcours),)
	@echo 'Building Parcours, this once: about two minutes on two cores.' >&2
	@cmake --build build --target parcours -- -j$(JOBS) >&2
else
	@cmake --build build --target parcours -- -j$(JOBS) | sed -u '/Re-checking globbed/d; /no work to do/d' >&2
endif

build: setup-test build/build.ninja
	@cmake --build build -- -j$(JOBS)

# Status 1 is a grade below the pass mark, not a failure of make.
grade: program
	@./build/parcours grade $(EX) $(SUB) $(ARGS); s=$$?; if [ $$s -gt 1 ]; then exit $$s; fi

explore: program
	@./build/parcours explore $(EX) $(SUB) $(ARGS); s=$$?; if [ $$s -gt 1 ]; then exit $$s; fi

check: program
	@./build/parcours check $(if $(filter-out file,$(origin EX)),$(EX)) $(ARGS)

RUNS ?= 50
reliability: program
	@./build/parcours check $(if $(filter-out file,$(origin EX)),$(EX)) --repeat $(RUNS)

VERDICTS ?= 100
calibrate: program
	@cmake --build build --target parcours-calibrate -- -j$(JOBS) >&2
	@tools/calibrate.sh --verdicts $(VERDICTS) $(if $(filter-out file,$(origin EX)),$(EX))

interleavings: program
	@cmake --build build --target parcours-interleavings -- -j$(JOBS) >&2
	@tools/interleavings.sh $(ARGS)

test: setup-test build/build.ninja
	@cmake --build build -- -j$(JOBS)
	@ctest --preset release -j$(JOBS)

bench: program
	@tools/bench.sh
	@tools/bench_batch.sh

format: setup-test
	@tools/format.sh

asan tsan: setup-test
	@[ -f build-$@/build.ninja ] || cmake --preset $@
	@cmake --build --preset $@ -- -j$(JOBS)
	@ctest --preset $@ -j$(JOBS)

# Not part of make test: it needs a browser.
web-test: program
	@tools/web_test.sh

# Neither is this: it needs an engine.
docker-test:
	@JOBS=$(JOBS) tools/docker_test.sh

install: program
	@cmake --install build --prefix $(PREFIX) $(if $(filter no,$(COURSE)),--component program)
