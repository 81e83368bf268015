// A pointer published with release and read with consume: what it points to carries the dependency.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

struct Message {
  std::string text;
  std::uint64_t number = 0;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::atomic<Message*> published{nullptr};
  std::atomic<unsigned> right{0};
  std::vector<std::jthread> readers;
  for (unsigned t = 0; t < threads; ++t)
    readers.emplace_back([&] {
      const Message* message = nullptr;
      while ((message = published.load(std::memory_order_consume)) == nullptr) std::this_thread::yield();
      right += message->number == seed && message->text.size() == 44 ? 1 : 0;
    });
  Message* const message = new Message{"a message that is longer than a short string", seed};
  published.store(message, std::memory_order_release);
  readers.clear();
  delete message;
  return right == threads;
}
