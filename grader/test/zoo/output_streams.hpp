// Output from many threads at once: std::cout, printf, osyncstream, and string streams behind a mutex.
#pragma once
#include <cstdint>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <sstream>
#include <string>
#include <syncstream>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::ostringstream shared;
  std::mutex mutex;
  std::ostringstream synced;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (int i = 0; i < 10; ++i) {
          std::cout << "thread " << t << " says " << std::string("hello") << ' ' << 3.5 << '\n';
          std::cerr << "";
          std::printf("%u: %d\n", t, i);
          std::puts("a line");
          std::osyncstream(std::cout) << std::setw(8) << t << std::hex << seed << std::endl;
          std::osyncstream(synced) << t << std::setfill('0') << std::setw(3) << i << '\n';
          const std::lock_guard lock(mutex);
          shared << std::fixed << std::setprecision(1) << i * 0.5 << ' ';
        }
      });
  }
  std::istringstream numbers(shared.str());
  double sum = 0;
  for (double number = 0; numbers >> number;) sum += number;
  std::string line;
  unsigned lines = 0;
  std::istringstream text(synced.str());
  while (std::getline(text, line)) lines += line.size() == 4 ? 1 : 1000;
  return sum == 22.5 * threads && lines == 10 * threads;
}
