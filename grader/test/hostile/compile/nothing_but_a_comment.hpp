// Tries: hands in nothing.
// Must get: compile-error; at most 0 points

