// Measures two ways to build a text against each other, as fairly as a small program can. Read it from top to bottom;
// every step is explained.
//
// Prints:
//   both texts are equal: 9840 bytes
//   text = text + line: … µs
//   text += line:       … µs
//   the second is … times as fast (median of 21 pairs)
#include <algorithm>  // std::nth_element
#include <chrono>     // std::chrono::steady_clock
#include <cstddef>    // std::size_t
#include <iomanip>    // std::setprecision
#include <iostream>   // std::cout
#include <string>     // std::string
#include <vector>     // std::vector

// What is to be measured. Both ways make the same text of 1,000 lines.
std::string build_anew() {
  std::string text;
  for (int i = 0; i < 1000; ++i) text = text + "line " + std::to_string(i * 7) + "\n";  // copies all that is there
  return text;
}

std::string append() {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "line " + std::to_string(i * 7) + "\n";  // goes on where the text ends
  return text;
}

// The stopwatch: calls `work` once and returns the microseconds that it took.
template <class Work>
double microseconds(Work work, std::size_t& bytes) {
  const auto start = std::chrono::steady_clock::now();  // the clock that nobody sets, as time.perf_counter() in Python
  const std::string text = work();                      // nothing else between the two looks at the clock
  const auto end = std::chrono::steady_clock::now();
  bytes += text.size();  // the result is used: a compiler may leave out work whose result nobody wants
  return std::chrono::duration<double, std::micro>(end - start).count();
}

// The value in the middle: one run that was disturbed moves it by one place at most. A mean would move by any amount.
double median(std::vector<double> values) {  // a copy on purpose: it is put into another order, and it is small
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());  // sorts just as far as is needed
  return *middle;
}

int main() {
  // First of all: is it the same? A quick program with a wrong answer is no use.
  const std::string expected = append();
  if (build_anew() != expected) return 1;
  std::cout << "both texts are equal: " << expected.size() << " bytes\n";
  // These two calls were the warm-up as well: code, data and heap are in the caches now, for both alike.

  constexpr int pairs = 21;  // odd, so that there is a middle
  std::vector<double> slow;
  std::vector<double> quick;
  std::vector<double> ratios;
  std::size_t bytes = 0;
  for (int pair = 0; pair < pairs; ++pair) {
    // One after the other, so that whatever slows the machine down for a while hits both. And each of the two goes
    // first every other time, so that going first gives nobody an advantage.
    if (pair % 2 == 0) {
      slow.push_back(microseconds(build_anew, bytes));
      quick.push_back(microseconds(append, bytes));
    } else {
      quick.push_back(microseconds(append, bytes));
      slow.push_back(microseconds(build_anew, bytes));
    }
    ratios.push_back(slow.back() / quick.back());  // within the pair: both were measured under the same conditions
  }
  if (bytes != 2 * pairs * expected.size()) return 1;  // this is where the results are used

  std::cout << std::fixed << std::setprecision(1);
  std::cout << "text = text + line: " << median(slow) << " µs\n";
  std::cout << "text += line:       " << median(quick) << " µs\n";
  std::cout << "the second is " << median(ratios) << " times as fast (median of " << pairs << " pairs)\n";
}
