// Tries: includes the hidden tests to read them.
// Must get: compile-error; at most 0 points
#pragma once
#include "hidden_tests.cpp"
