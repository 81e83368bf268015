// A café with one waiter, who is this program's only thread. He has several jobs under way: orders for which a machine
// takes minutes, things to polish in between, and closing time. Each job is a coroutine. Wherever it would have to
// wait, it is suspended and another one goes on. What decides who goes on is an event loop, the heart of Python's
// asyncio, in sixty lines.
//
// The clock is not a real one: when nobody can go on, it jumps to the moment at which the first one can. So the output
// is the same every time, and a long day is over at once.
#include <coroutine>
#include <deque>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

// A coroutine that the loop runs. It gives no result; asyncio would call it a task.
class Job {
 public:
  struct promise_type {
    Job get_return_object() { return Job(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }  // begins when the loop says so
    std::suspend_always final_suspend() noexcept { return {}; }    // the frame belongs to the Job, which destroys it
    void return_void() noexcept {}
    void unhandled_exception() { throw; }  // out of resume(), and so out of Loop::run()
  };

  Job(Job&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Job& operator=(Job&&) = delete;
  ~Job() {
    if (frame_) frame_.destroy();
  }
  [[nodiscard]] std::coroutine_handle<> handle() const { return frame_; }

 private:
  explicit Job(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  std::coroutine_handle<promise_type> frame_;
};

class Loop {
 public:
  // The job takes its first turn after all that are ready by now.
  void start(Job job) {
    resume_later(job.handle());
    jobs_.push_back(std::move(job));
  }

  void resume_later(std::coroutine_handle<> job) { ready_.push_back(job); }

  // Returns when no job can go on any more, now or later.
  void run() {
    for (;;) {
      while (!ready_.empty()) {
        const std::coroutine_handle<> next = ready_.front();
        ready_.pop_front();
        next.resume();  // until it is suspended: by one of the awaiters below, or at its end
      }
      if (asleep_.empty()) return;
      const auto first = asleep_.begin();
      now_ = first->first;
      resume_later(first->second);
      asleep_.erase(first);
    }
  }

  [[nodiscard]] int now() const { return now_; }

  // co_await loop.turn(): let all others that are ready have their turn first. In Python: await asyncio.sleep(0)
  auto turn() {
    struct Turn : std::suspend_always {
      explicit Turn(Loop& which) : loop(which) {}
      void await_suspend(std::coroutine_handle<> job) const { loop.resume_later(job); }
      Loop& loop;
    };
    return Turn(*this);
  }

  // co_await loop.sleep(5): go on in five minutes. In Python: await asyncio.sleep(5)
  auto sleep(int minutes) {
    struct Sleep : std::suspend_always {
      Sleep(Loop& which, int until_when) : loop(which), until(until_when) {}
      void await_suspend(std::coroutine_handle<> job) const { loop.asleep_.emplace(until, job); }
      Loop& loop;
      int until;
    };
    return Sleep(*this, now_ + minutes);
  }

 private:
  std::vector<Job> jobs_;                               // owns the frames
  std::deque<std::coroutine_handle<>> ready_;           // first in, first out: everybody gets a turn
  std::multimap<int, std::coroutine_handle<>> asleep_;  // by the minute at which they wake; equal ones in their order
  int now_ = 0;
};

// One job may wait here until so many others have told that they are done. No lock: there is only one thread, and
// nobody is interrupted between two co_awaits.
class AllDone {
 public:
  AllDone(Loop& loop, int missing) : loop_(loop), missing_(missing) {}
  void one_is_done() {
    if (--missing_ == 0 && waiting_) loop_.resume_later(std::exchange(waiting_, nullptr));
  }

  bool await_ready() const noexcept { return missing_ == 0; }
  void await_suspend(std::coroutine_handle<> job) noexcept { waiting_ = job; }
  void await_resume() const noexcept {}

 private:
  Loop& loop_;
  int missing_;
  std::coroutine_handle<> waiting_;
};

void say(const Loop& loop, const std::string& what) { std::cout << "minute " << loop.now() << ": " << what << '\n'; }

// Strings are taken by value, so they live in the frame. References are to what lives in main() until all is over.
Job serve(Loop& loop, std::string guest, std::string drink, int minutes, AllDone& served) {
  say(loop, guest + " orders " + drink);
  co_await loop.sleep(minutes);  // the machine works; the waiter does not stand beside it
  say(loop, guest + " gets " + drink);
  served.one_is_done();
}

Job polish(Loop& loop, std::string thing, int count) {
  for (int i = 1; i <= count; ++i) {
    say(loop, thing + " " + std::to_string(i) + " shines");
    co_await loop.turn();  // a long job that never stopped would keep everybody waiting
  }
}

Job close_up(Loop& loop, AllDone& served) {
  co_await served;
  say(loop, "closed");
}

}  // namespace

int main() {
  Loop loop;
  AllDone served(loop, 2);
  loop.start(close_up(loop, served));
  loop.start(serve(loop, "Ada", "tea", 4, served));
  loop.start(polish(loop, "glass", 3));
  loop.start(serve(loop, "Ben", "an espresso", 1, served));
  loop.start(polish(loop, "spoon", 2));
  loop.run();
  std::cout << "drinks that take 4 and 1 minutes took " << loop.now() << " minutes together\n";
}

// Prints:
//   minute 0: Ada orders tea
//   minute 0: glass 1 shines
//   minute 0: Ben orders an espresso
//   minute 0: spoon 1 shines
//   minute 0: glass 2 shines
//   minute 0: spoon 2 shines
//   minute 0: glass 3 shines
//   minute 1: Ben gets an espresso
//   minute 4: Ada gets tea
//   minute 4: closed
//   drinks that take 4 and 1 minutes took 4 minutes together
