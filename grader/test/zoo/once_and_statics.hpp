// Lazy initialisation: call_once (one attempt fails first), a static in a function, and double-checked locking.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

struct Settings {
  std::map<std::string, int> values{{"depth", 3}, {"width", 4}};
  int at(const std::string& name) const { return values.at(name); }
};

inline const Settings& global_settings() {
  static const Settings settings;
  return settings;
}

class Lazy {
 public:
  const Settings& get() {
    Settings* settings = pointer_.load(std::memory_order_acquire);
    if (settings == nullptr) {
      const std::lock_guard lock(mutex_);
      settings = pointer_.load(std::memory_order_relaxed);
      if (settings == nullptr) pointer_.store(settings = new Settings, std::memory_order_release);
    }
    return *settings;
  }
  ~Lazy() { delete pointer_.load(std::memory_order_relaxed); }

 private:
  std::mutex mutex_;
  std::atomic<Settings*> pointer_{nullptr};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::once_flag once;
  int calls = 0;
  std::vector<int> table;
  Lazy lazy;
  std::atomic<long> sum{0};
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        for (bool done = false; !done;) {
          try {
            std::call_once(once, [&] {
              if (++calls == 1 && seed % 2 == 0) throw std::runtime_error("not yet");
              table.assign(100, 7);
            });
            done = true;
          } catch (const std::runtime_error&) {
          }
        }
        sum += table[seed % 100] + global_settings().at("depth") + lazy.get().at("width");
      });
  }
  return sum == 14L * threads && calls == (seed % 2 == 0 ? 2 : 1);
}
