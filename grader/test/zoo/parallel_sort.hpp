// Quicksort that gives one half to another thread, and merges exceptions of its comparison into one.
#pragma once
#include <algorithm>
#include <cstdint>
#include <exception>
#include <future>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

template <class Iterator, class Less>
void sort_with(Iterator begin, Iterator end, Less less, unsigned threads) {
  if (threads <= 1 || end - begin < 32) {
    std::sort(begin, end, less);
    return;
  }
  const Iterator middle = begin + (end - begin) / 2;
  std::nth_element(begin, middle, end, less);
  std::exception_ptr failure;
  std::thread other([&] {
    try {
      sort_with(begin, middle, less, threads / 2);
    } catch (...) {
      failure = std::current_exception();
    }
  });
  try {
    sort_with(middle, end, less, threads - threads / 2);
  } catch (...) {
    other.join();
    throw;
  }
  other.join();
  if (failure) std::rethrow_exception(failure);
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::string> words(400);
  for (std::string& word : words) word = "word " + std::to_string(random()) + " of many";
  std::vector<std::string> expected = words;
  std::sort(expected.begin(), expected.end());
  std::vector<std::string> broken = words;
  sort_with(words.begin(), words.end(), std::less<>{}, threads);
  try {
    sort_with(
        broken.begin(), broken.end(),
        [](const std::string& a, const std::string& b) {
          if (a == b) throw std::invalid_argument("two words are alike: " + a);
          return a < b;
        },
        threads);
  } catch (const std::invalid_argument& error) {
    return words == expected && std::string(error.what()).starts_with("two words");
  }
  return words == expected;
}
