// In which hour of the day is a web server busiest? Reads a log of a few million requests with 1, 2, … threads and
// shows the speed-up. The chunks are taken on demand from an atomic index, so a thread that is held up does not hold up
// the others.
//
// Prints:
//   busiest hour: 14, with 296812 requests
//   threads   time [ms]   speed-up
//         1   …       1.00
//   …
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <random>
#include <span>
#include <thread>
#include <vector>

namespace {

struct Request {
  std::uint32_t second;  // since midnight on the first day of the log
  std::uint32_t bytes;   // sent in reply
};

struct Hour {
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;

  bool operator==(const Hour&) const = default;
};

using Day = std::array<Hour, 24>;

void add_to(Day& total, const Day& part) {
  for (std::size_t hour = 0; hour < total.size(); ++hour) {
    total[hour].requests += part[hour].requests;
    total[hour].bytes += part[hour].bytes;
  }
}

Day summarize(std::span<const Request> log, unsigned threads) {
  // Large enough that taking one costs nothing to speak of, small enough that there are many for each thread.
  constexpr std::size_t chunk = 20'000;
  std::atomic<std::size_t> next{0};

  std::vector<Day> parts(threads);  // one a thread
  {
    const auto work = [&](unsigned self) {
      Day mine{};  // on this thread's stack; counting in parts[self] itself would let neighbours share cache lines
      while (true) {
        // fetch_add reads and adds in one step that nothing can interrupt: no chunk is ever handed out twice.
        const std::size_t begin = next.fetch_add(chunk);
        if (begin >= log.size()) break;
        for (const Request& request : log.subspan(begin, std::min(chunk, log.size() - begin))) {
          Hour& hour = mine[request.second / 3600 % 24];
          ++hour.requests;
          hour.bytes += request.bytes;
        }
      }
      parts[self] = mine;
    };
    std::vector<std::jthread> helpers;
    for (unsigned self = 1; self < threads; ++self) helpers.emplace_back(work, self);
    work(0);  // the calling thread takes part
  }  // joined here

  Day total{};
  for (const Day& part : parts) add_to(total, part);
  return total;
}

// A month in which most requests come in the afternoon. The seed is fixed: every run sees the same log.
std::vector<Request> make_log(std::size_t size) {
  std::mt19937 rng(2024);
  std::normal_distribution<double> hour(15.0, 4.0);
  std::uniform_int_distribution<std::uint32_t> day(0, 29);
  std::uniform_int_distribution<std::uint32_t> bytes(200, 50'000);
  std::vector<Request> log(size);
  for (Request& request : log) {
    const double seconds = std::clamp(hour(rng), 0.0, 23.99) * 3600;
    request = {day(rng) * 86'400 + static_cast<std::uint32_t>(seconds), bytes(rng)};
  }
  return log;
}

// The best of several runs: what disturbs a run can only make it longer.
double milliseconds(std::span<const Request> log, unsigned threads, Day& result) {
  double best = 1e9;
  for (int run = 0; run < 5; ++run) {
    const auto start = std::chrono::steady_clock::now();
    result = summarize(log, threads);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    best = std::min(best, taken.count());
  }
  return best;
}

}  // namespace

int main() {
  const std::vector<Request> log = make_log(3'000'000);

  Day expected{};
  const double one = milliseconds(log, 1, expected);
  const auto busiest = std::max_element(expected.begin(), expected.end(),
                                        [](const Hour& a, const Hour& b) { return a.requests < b.requests; });
  std::printf("busiest hour: %td, with %llu requests\n", busiest - expected.begin(),
              static_cast<unsigned long long>(busiest->requests));

  std::printf("threads   time [ms]   speed-up\n%7d %11.2f %10.2f\n", 1, one, 1.0);
  const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
  for (unsigned threads = 2; threads <= cores; threads *= 2) {
    Day result{};
    const double time = milliseconds(log, threads, result);
    std::printf("%7u %11.2f %10.2f\n", threads, time, one / time);
    if (result != expected) {  // a quick program with a wrong answer is no use
      std::puts("the results differ!");
      return 1;
    }
  }
}
