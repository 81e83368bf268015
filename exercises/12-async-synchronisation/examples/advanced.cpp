// Downloads with two limits: at most three at a time (a semaphore), and at most two that begin in the same 20 ms (a
// limit of the rate). The results come in whatever order; who asked for them is told when all are there (an event).
// Build and run it: clang++ -std=c++20 advanced.cpp -o advanced -pthread && ./advanced
// Needs: asio.hpp
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
#include <algorithm>
#include <asio.hpp>
#include <chrono>
#include <deque>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

asio::awaitable<void> sleep_until(Clock::time_point time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(asio::use_awaitable);
}

// Coroutines in a line. The first of them is woken by `wake_one`.
class Line {
 public:
  explicit Line(asio::any_io_executor executor) : executor_(std::move(executor)) {}
  [[nodiscard]] bool empty() const { return waiting_.empty(); }

  asio::awaitable<void> wait() {
    const auto news = std::make_shared<asio::steady_timer>(executor_, Clock::time_point::max());
    waiting_.push_back(news);
    asio::error_code woken;
    co_await news->async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  void wake_one() {
    waiting_.front()->cancel();
    waiting_.pop_front();
  }

 private:
  asio::any_io_executor executor_;
  std::deque<std::shared_ptr<asio::steady_timer>> waiting_;
};

// At most so many at a time. In Python: asyncio.Semaphore
class Semaphore {
 public:
  Semaphore(const asio::any_io_executor& executor, int units) : line_(executor), units_(units) {}

  // A unit that gives itself back, also when an exception passes by.
  class Unit {
   public:
    explicit Unit(Semaphore& of) : of_(&of) {}
    Unit(Unit&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    ~Unit() {
      if (of_ != nullptr) of_->give_back();
    }
    Unit& operator=(Unit&&) = delete;

   private:
    Semaphore* of_;
  };

  asio::awaitable<Unit> acquire() {
    if (units_ > 0)
      --units_;
    else
      co_await line_.wait();  // whoever gives a unit back hands it to us
    co_return Unit(*this);
  }

 private:
  void give_back() {
    if (line_.empty())
      ++units_;
    else
      line_.wake_one();
  }

  Line line_;
  int units_;
};

// At most `count` in any `window`. Each call takes the next free slot in time, and waits for it to come.
class RateLimit {
 public:
  RateLimit(std::size_t count, Clock::duration window) : slots_(count), window_(window) {}

  asio::awaitable<Clock::time_point> turn() {
    const auto slot = std::max(Clock::now(), slots_[next_] + window_);  // the one `count` calls ago, and a window later
    slots_[next_] = slot;  // taken, before we wait: whoever comes meanwhile takes the next one
    next_ = (next_ + 1) % slots_.size();
    co_await sleep_until(slot);
    co_return slot;
  }

 private:
  std::vector<Clock::time_point> slots_;
  Clock::duration window_;
  std::size_t next_ = 0;
};

struct Statistics {
  int under_way = 0;
  int most_under_way = 0;
  std::vector<Clock::time_point> begun;  // their slots: a busy machine may be late, never early
};

asio::awaitable<void> download(int number, Semaphore& semaphore, RateLimit& rate, Statistics& statistics) {
  const auto unit = co_await semaphore.acquire();
  statistics.begun.push_back(co_await rate.turn());
  statistics.most_under_way = std::max(statistics.most_under_way, ++statistics.under_way);
  co_await sleep_until(Clock::now() + 25ms + number * 1ms);
  --statistics.under_way;
}

asio::awaitable<void> download_all(int count) {
  const auto executor = co_await asio::this_coro::executor;
  Semaphore semaphore(executor, 3);
  RateLimit rate(2, 20ms);
  Statistics statistics;
  Line finished(executor);
  int missing = count;
  for (int i = 0; i < count; ++i)
    asio::co_spawn(executor, download(i, semaphore, rate, statistics), [&](const std::exception_ptr&) {
      if (--missing == 0) finished.wake_one();
    });
  co_await finished.wait();  // all local variables live until here, and no task longer

  bool too_quick = false;
  for (std::size_t i = 2; i < statistics.begun.size(); ++i)
    too_quick |= statistics.begun[i] - statistics.begun[i - 2] < 20ms;
  std::cout << count << " downloads, never more than " << statistics.most_under_way << " at a time\n"
            << (too_quick ? "too many began within 20 ms" : "never more than two began within 20 ms") << '\n';
}

}  // namespace

int main() {
  asio::io_context loop;
  asio::co_spawn(loop, download_all(10), asio::detached);
  loop.run();
}
// Prints:
//   10 downloads, never more than 3 at a time
//   never more than two began within 20 ms
