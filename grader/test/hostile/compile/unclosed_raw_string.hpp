// Tries: opens a raw string that swallows the tests.
// Must get: compile-error; at most 0 points
#pragma once
inline const char* all_of_them = R"(
