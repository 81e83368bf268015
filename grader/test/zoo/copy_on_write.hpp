// A copy-on-write table: readers share a version, a writer copies it first unless nobody else has it.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

class Table {
 public:
  using Version = std::vector<std::string>;
  std::shared_ptr<const Version> version() const {
    const std::lock_guard lock(mutex_);
    return version_;
  }
  void add(std::string row) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<Version>(*version_);
    next->push_back(std::move(row));
    version_ = std::move(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Version> version_ = std::make_shared<const Version>();
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Table table;
  std::atomic<bool> shrunk{false};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        std::size_t known = 0;
        for (int i = 0; i < 30; ++i) {
          table.add("a row that is long enough for the heap " + std::to_string(seed + i));
          const auto version = table.version();
          std::size_t letters = 0;
          for (const std::string& row : *version) letters += row.size();
          if (version->size() <= known || letters < 40 * version->size()) shrunk = true;
          known = version->size();
        }
      });
  }
  return !shrunk && table.version()->size() == 30UL * threads;
}
