// Read, copy, update: readers pin an epoch, and the writer frees an old version once no reader can still see it.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

class Config {
  struct alignas(64) Reader {
    std::atomic<std::uint64_t> pinned{0};  // 0: reads nothing
  };

 public:
  explicit Config(unsigned readers) : readers_(readers) {}
  ~Config() { delete current_.load(); }

  std::size_t read(unsigned me) {
    readers_[me].pinned.store(epoch_.load());  // sequentially consistent: before the look at the version
    const std::string* const version = current_.load();
    const std::size_t length = version->size();
    readers_[me].pinned.store(0, std::memory_order_release);
    return length;
  }
  void update(std::unique_ptr<std::string> next) {  // by one thread
    const std::unique_ptr<std::string> old(current_.exchange(next.release()));
    const std::uint64_t now = epoch_.fetch_add(1) + 1;
    for (Reader& reader : readers_)
      for (std::uint64_t seen = reader.pinned.load(); seen != 0 && seen < now; seen = reader.pinned.load())
        std::this_thread::yield();
  }

 private:
  std::atomic<std::uint64_t> epoch_{1};
  std::atomic<std::string*> current_{new std::string(40, 'x')};
  std::vector<Reader> readers_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Config config(threads);
  std::atomic<bool> wrong{false};
  std::vector<std::jthread> readers;
  for (unsigned t = 0; t < threads; ++t)
    readers.emplace_back([&, t](const std::stop_token& stop) {
      do {
        if (const std::size_t length = config.read(t); length < 40 || length > 100) wrong = true;
        std::this_thread::yield();
      } while (!stop.stop_requested());
    });
  for (std::uint64_t i = 0; i < 40; ++i) config.update(std::make_unique<std::string>(41 + (seed + i) % 50, 'y'));
  readers.clear();
  return !wrong;
}
