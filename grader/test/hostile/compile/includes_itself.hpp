// Tries: includes itself without end.
// Must get: compile-error; at most 0 points
#include __FILE__
