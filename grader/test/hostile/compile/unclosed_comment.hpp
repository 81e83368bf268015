// Tries: opens a comment that swallows the tests.
// Must get: compile-error; at most 0 points
#pragma once
/* and everything after this
