// A warehouse that finds its own deadlock. Booking an order takes two locks. One clerk takes them in the other order,
// and so one day each of two clerks has what the other one waits for. With a std::mutex the program would stand still,
// and somebody would have to read the stacks. The locks here know who has them and who waits for them, so the clerk who
// would close the circle gets an exception instead, which says what the stacks would have said. It goes into a
// structured log: one line an event, fields with names, for people to read and for programs to search.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <initializer_list>
#include <iostream>
#include <latch>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

thread_local std::string my_name = "main";  // what Python calls current_thread().name

// Writes each event as a line of key=value.
class Log {
 public:
  using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

  void write(std::string_view level, std::string_view event, Fields fields) {
    using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::steady_clock;
    const auto time = duration_cast<microseconds>(steady_clock::now() - start_).count();
    // The line is made before the lock is taken: others wait only while it is written.
    std::string line = "us=" + std::to_string(time) + " level=";
    line.append(level).append(" thread=").append(my_name).append(" event=").append(event);
    for (const auto& [key, value] : fields) {
      const std::string quote = value.find(' ') != std::string::npos ? "\"" : "";
      line.append(" ").append(key).append("=" + quote + value + quote);
    }
    const std::lock_guard lock(mutex_);
    std::cout << line << '\n';
  }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
};

struct CircleError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class WatchedMutex;

// What the watched locks share.
struct Watch {
  std::mutex mutex;  // guards the map, and the owner of each lock
  std::condition_variable given_back;
  std::map<std::string, const WatchedMutex*> waits_for;  // a thread, by its name, and the lock that it waits for
};

// Has lock(), try_lock() and unlock(), so std::unique_lock and std::scoped_lock work with it.
class WatchedMutex {
 public:
  WatchedMutex(std::string name, Watch& watch) : name_(std::move(name)), watch_(watch) {}

  void lock() {
    std::unique_lock guard(watch_.mutex);
    while (!owner_.empty()) {
      watch_.waits_for[my_name] = this;
      if (const std::string circle = circle_through_me(); !circle.empty()) {
        watch_.waits_for.erase(my_name);
        throw CircleError(circle);
      }
      watch_.given_back.wait(guard);
    }
    watch_.waits_for.erase(my_name);
    owner_ = my_name;
  }

  bool try_lock() {
    const std::lock_guard guard(watch_.mutex);
    if (!owner_.empty()) return false;
    owner_ = my_name;
    return true;
  }

  void unlock() {
    const std::lock_guard guard(watch_.mutex);
    owner_.clear();
    watch_.given_back.notify_all();
  }

 private:
  // Follows "waits for" and "has" from this thread on. Empty where that ends with somebody who does not wait.
  [[nodiscard]] std::string circle_through_me() const {
    std::vector<std::string> steps;
    for (std::string who = my_name; steps.empty() || who != my_name;) {
      const auto wait = watch_.waits_for.find(who);
      if (wait == watch_.waits_for.end() || wait->second->owner_.empty()) return "";
      const WatchedMutex& lock = *wait->second;
      steps.push_back(who + " waits for " + lock.name_ + " which " + lock.owner_ + " has");
      who = lock.owner_;
    }
    std::sort(steps.begin(), steps.end());  // whoever closed the circle, it is told in the same words
    std::string all;
    for (const std::string& step : steps) all += (all.empty() ? "" : ", ") + step;
    return all;
  }

  const std::string name_;
  Watch& watch_;
  std::string owner_;  // empty: nobody has it
};

int main() {
  Log log;
  Watch watch;
  WatchedMutex orders("orders", watch);
  WatchedMutex stock("stock", watch);
  int booked = 0;              // for whoever has both locks
  std::latch each_has_one(2);  // brings the rare moment about, every time

  const auto book = [&](const char* clerk, WatchedMutex& mine_first, WatchedMutex& mine_second) {
    my_name = clerk;
    try {
      const std::unique_lock first(mine_first);
      each_has_one.arrive_and_wait();
      try {
        const std::unique_lock second(mine_second);
        log.write("info", "booked", {{"total", std::to_string(++booked)}});
        return;
      } catch (const CircleError& circle) {
        log.write("error", "circle", {{"seen", circle.what()}});
        throw;  // gives back the first lock on the way out
      }
    } catch (const CircleError&) {
      const std::scoped_lock both(orders, stock);  // both or none: it never waits for one while it has the other
      log.write("info", "booked", {{"total", std::to_string(++booked)}, {"attempt", "2"}});
    }
  };
  {
    const std::jthread ada(book, "Ada", std::ref(orders), std::ref(stock));
    const std::jthread ben(book, "Ben", std::ref(stock), std::ref(orders));
  }
  log.write("info", "closed", {{"booked", std::to_string(booked)}});
}

// Prints:
//   us=… level=error thread=… event=circle seen="Ada waits for stock which Ben has, Ben waits for orders which Ada has"
//   us=… level=info thread=… event=booked total=1
//   us=… level=info thread=… event=booked total=2 attempt=2
//   us=… level=info thread=main event=closed booked=2
