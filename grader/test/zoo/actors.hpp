// Actors: each has a mailbox and a thread of its own, and they only talk by messages.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

struct Deposit {
  long amount;
};
struct Ask {
  std::promise<long> answer;
};
struct Stop {};
using Letter = std::variant<Deposit, Ask, Stop>;

class Actor {
 public:
  ~Actor() { send(Stop{}); }
  void send(Letter letter) {
    {
      const std::lock_guard lock(mutex_);
      mailbox_.push_back(std::move(letter));
    }
    arrived_.notify_one();
  }

 private:
  Letter receive() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !mailbox_.empty(); });
    Letter letter = std::move(mailbox_.front());
    mailbox_.pop_front();
    return letter;
  }
  void live() {
    for (;;) {
      Letter letter = receive();
      if (auto* deposit = std::get_if<Deposit>(&letter)) balance_ += deposit->amount;
      if (auto* ask = std::get_if<Ask>(&letter)) ask->answer.set_value(balance_);
      if (std::holds_alternative<Stop>(letter)) return;
    }
  }
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Letter> mailbox_;
  long balance_ = 0;  // the actor's own thread alone
  std::jthread thread_{[this] { live(); }};
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  Actor bank;
  {
    std::vector<std::jthread> customers;
    for (unsigned t = 0; t < threads; ++t)
      customers.emplace_back([&] {
        for (int i = 0; i < 50; ++i) bank.send(Deposit{static_cast<long>(seed % 100)});
      });
  }
  Ask ask;
  std::future<long> answer = ask.answer.get_future();
  bank.send(std::move(ask));
  return answer.get() == static_cast<long>(seed % 100) * 50 * threads;
}
