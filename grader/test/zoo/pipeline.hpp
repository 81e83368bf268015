// A pipeline of stages, each a thread, with a channel of one place between neighbours and an end that passes through.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

class Channel {
 public:
  void put(std::unique_ptr<std::uint64_t> value) {  // null: the end
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !place_; });
    place_ = std::move(value);
    changed_.notify_all();
  }
  std::unique_ptr<std::uint64_t> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return place_.has_value(); });
    std::unique_ptr<std::uint64_t> value = std::move(*place_);
    place_.reset();
    changed_.notify_all();
    return value;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<std::unique_ptr<std::uint64_t>> place_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::vector<Channel> channels(threads + 1);
  std::vector<std::jthread> stages;
  for (unsigned t = 0; t < threads; ++t)
    stages.emplace_back([&in = channels[t], &out = channels[t + 1]] {
      while (auto value = in.take()) {
        ++*value;
        out.put(std::move(value));
      }
      out.put(nullptr);
    });
  stages.emplace_back([&] {
    for (std::uint64_t i = 0; i < 30; ++i) channels.front().put(std::make_unique<std::uint64_t>(seed % 1000 + i));
    channels.front().put(nullptr);
  });
  std::uint64_t next = seed % 1000 + threads;
  bool in_order = true;
  while (const auto value = channels.back().take()) in_order = in_order && *value == next++;
  return in_order && next == seed % 1000 + threads + 30;
}
