#pragma once
// What an exercise's tests.cpp and hidden_tests.cpp include besides the student's header. How to use it all:
// docs/authoring-tests.md. Linked with grader/runtime/test_main.cpp, which sets the seed before the first test.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <random>
#include <thread>
#include <vector>

#include "parcours/census.hpp"
#include "parcours/history.hpp"
#include "parcours/linearizable.hpp"
#include "parcours/run.hpp"
#include "parcours/sleepers.hpp"
#include "parcours/stress.hpp"
#include "parcours/time_limit.hpp"
