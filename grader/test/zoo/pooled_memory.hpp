// Many small allocations, freed by other threads, from operator new and from a synchronized pool.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

template <class T>
class Drop {
 public:
  void leave(T value) {
    const std::lock_guard lock(mutex_);
    things_.push_back(std::move(value));
  }
  std::vector<T> collect() {
    const std::lock_guard lock(mutex_);
    return std::exchange(things_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<T> things_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::pmr::synchronized_pool_resource pool;
  Drop<std::unique_ptr<std::string>> strings;
  Drop<std::shared_ptr<std::pmr::list<std::pmr::string>>> lists;
  std::atomic<std::size_t> seen{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&, t] {
        for (int i = 0; i < 40; ++i) {
          strings.leave(std::make_unique<std::string>("text number " + std::to_string(seed + i + t)));
          auto list = std::allocate_shared<std::pmr::list<std::pmr::string>>(std::pmr::polymorphic_allocator<>(&pool));
          for (int j = 0; j < 5; ++j) list->emplace_back("another text, also too long for the string itself");
          lists.leave(std::move(list));
          for (const auto& string : strings.collect()) seen += string->starts_with("text") ? 1 : 1000;
          for (const auto& other : lists.collect()) seen += other->back().ends_with("itself") ? 1 : 1000;
        }
      });
  }
  seen += strings.collect().size() + lists.collect().size();
  return seen == 80UL * threads;
}
