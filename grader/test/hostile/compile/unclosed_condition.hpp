// Tries: opens a condition that skips the tests.
// Must get: compile-error; at most 0 points
#pragma once
#if 0
