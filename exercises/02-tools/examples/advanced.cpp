// Where does the time go, and what can threads do about it? A shop adds up a day of orders in three steps. The program
// times each step by two clocks, tells from that what Amdahl's law promises for more threads, and then looks whether
// the promise is kept.
//
// Prints:
//   20000 orders, 5049896.00 in all
//   step           wall      cpu   share
//   read     … ms … ms … %
//   price    … ms … ms … %
//   report   … ms … ms … %
//   threads   promised   measured   serial part
//         2 …
//         4 …
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Order {
  std::int64_t article = 0;
  std::int64_t pieces = 0;
};

struct Times {
  double wall = 0;  // what a clock on the wall shows: waiting counts, and so do other programs
  double cpu = 0;   // what this process computed, all its threads together: waiting costs nothing
};

enum Step : std::size_t { read, price, report };
constexpr std::array<const char*, 3> names = {"read", "price", "report"};
using StepTimes = std::array<Times, names.size()>;

double cpu_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);  // POSIX, as time.process_time() in Python
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Measures its own life: what a block takes is known when the block has been left, whichever way.
class Timed {
 public:
  explicit Timed(Times& times) : times_(times) {}
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  ~Timed() {
    times_.cpu = cpu_milliseconds() - cpu_;
    times_.wall = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - wall_).count();
  }

 private:
  Times& times_;
  std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
  double cpu_ = cpu_milliseconds();
};

std::string make_orders() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 13 % 500) + " " + std::to_string(1 + i % 9) + "\n";
  return text;
}

// The price of an article in cents. A search from the beginning each time: the hot spot that the table below shows.
std::int64_t price_of(std::int64_t article, const std::vector<Order>& list) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const Order& one) { return one.article == article; });
  return found == list.end() ? 0 : 100 * found->pieces;
}

std::int64_t add_up_orders(const std::string& text, const std::vector<Order>& prices, unsigned threads,
                           StepTimes& times) {
  std::vector<Order> orders;
  {
    const Timed timed(times[read]);  // serial: one line cannot be found before the one in front of it
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      const std::size_t blank = text.find(' ', at);
      orders.push_back({std::stoll(text.substr(at, blank - at)), std::stoll(text.substr(blank + 1, 1))});
    }
  }
  std::vector<std::int64_t> cents(orders.size());
  {
    const Timed timed(times[price]);  // parallel: no order needs another one
    const auto work = [&](std::size_t share) {
      const std::size_t end = orders.size() * (share + 1) / threads;
      for (std::size_t i = orders.size() * share / threads; i < end; ++i) {
        cents[i] = orders[i].pieces * price_of(orders[i].article, prices);
      }
    };
    std::vector<std::jthread> helpers;
    for (unsigned share = 1; share < threads; ++share) helpers.emplace_back(work, share);
    work(0);
  }  // joins the helpers first, then reads the clocks: what is declared last is destroyed first
  const Timed timed(times[report]);  // serial again
  std::int64_t sum = 0;
  for (const std::int64_t one : cents) sum += one;
  return sum;
}

double total(const StepTimes& times) { return times[read].wall + times[price].wall + times[report].wall; }

}  // namespace

int main() {
  const std::string text = make_orders();
  std::vector<Order> prices;
  for (std::int64_t i = 0; i < 500; ++i) prices.push_back({i, 1 + i % 100});

  // The run in the middle of seven; the first one, which warms up, is not among them.
  std::int64_t sum = 0;
  const auto median_run = [&](unsigned threads) {
    std::vector<StepTimes> runs(8);
    for (StepTimes& run : runs) sum = add_up_orders(text, prices, threads, run);
    std::nth_element(runs.begin() + 1, runs.begin() + 4, runs.end(),
                     [](const StepTimes& a, const StepTimes& b) { return total(a) < total(b); });
    return runs[4];
  };

  const StepTimes one = median_run(1);
  const std::int64_t expected = sum;
  std::printf("20000 orders, %.2f in all\n", static_cast<double>(expected) / 100);
  std::printf("step           wall      cpu   share\n");
  for (std::size_t step = 0; step < names.size(); ++step) {
    std::printf("%-8s %7.2f ms %6.2f ms %5.1f %%\n", names[step], one[step].wall, one[step].cpu,
                100 * one[step].wall / total(one));
  }

  const double serial = 1 - one[price].wall / total(one);
  std::printf("threads   promised   measured   serial part\n");
  for (const unsigned threads : {2U, 4U}) {
    const double speed_up = total(one) / total(median_run(threads));
    if (sum != expected) return 1;
    const double amdahl = 1 / (serial + (1 - serial) / threads);
    // Karp and Flatt turn the law round: which serial part would explain what was measured?
    const double explained = (1 / speed_up - 1.0 / threads) / (1 - 1.0 / threads);
    std::printf("%7u %9.2f× %9.2f× %12.2f\n", threads, amdahl, speed_up, explained);
  }
}
