// Tries: has an error message clear the terminal and print a verdict.
// Must get: compile-error; at most 0 points
#pragma once
#error "[2J[H[32mTotal 100/100 passed[0m"
