// Tries: opens a namespace around the tests, in which equality always holds.
// Must get: compile-error; at most 0 points
#pragma once
namespace mine {
struct Equal {
  template <class T> friend bool operator==(const Equal&, const T&) { return true; }
};
