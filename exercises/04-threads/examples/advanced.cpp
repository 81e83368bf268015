// The nightly reports of a chain of shops. A fixed number of threads makes them, however many shops there are. A shop
// whose figures are broken must not keep the others from getting their report. Meanwhile a thread in the background
// watches how far the work is; Python would call it a daemon. Here it is asked to stop, and it is joined like any
// other.
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <iostream>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

struct Shop {
  std::string city;
  std::vector<int> sales;  // in euros; a negative one is an error in the figures
};

struct Report {
  long total = 0;
  std::exception_ptr error = nullptr;  // why there is no report, if there is none
};

// C++ has no names for threads, but the system has: 15 characters, which debuggers and `top -H` show.
void name_this_thread(const std::string& name) { pthread_setname_np(pthread_self(), name.substr(0, 15).c_str()); }

long add_up(const Shop& shop) {
  std::this_thread::sleep_for(std::chrono::milliseconds(2));  // the figures come from far away
  if (shop.sales.empty()) throw std::runtime_error("no figures");
  if (std::any_of(shop.sales.begin(), shop.sales.end(), [](int sale) { return sale < 0; })) throw shop.city;
  return std::accumulate(shop.sales.begin(), shop.sales.end(), 0L);
}

// Looks every few milliseconds, until it is asked to stop. It sleeps on a condition variable that nobody ever notifies:
// the stop request wakes it at once, where sleep_for() would sleep to its end.
class ProgressWatch {
 public:
  explicit ProgressWatch(const std::atomic<std::size_t>& done)
      : thread_([this, &done](std::stop_token stop) { watch(stop, done); }) {}

  // How often it has looked. Stops it, because only then may its counter be read.
  int stop_and_count() {
    thread_.request_stop();
    thread_.join();
    return looks_;
  }

 private:
  void watch(std::stop_token stop, const std::atomic<std::size_t>& done) {
    name_this_thread("progress");
    std::size_t seen = 0;
    std::unique_lock lock(mutex_);
    while (!sleep_.wait_for(lock, stop, std::chrono::milliseconds(3), [&] { return stop.stop_requested(); })) {
      ++looks_;
      const std::size_t now = done;
      if (now < seen) std::terminate();  // what is done stays done
      seen = now;
    }
  }

  std::mutex mutex_;
  std::condition_variable_any sleep_;
  int looks_ = 0;
  std::jthread thread_;  // the last member: it starts when all that it uses is there
};

// Every thread takes the next shop when it is free, and writes to an element of `reports` that no other thread touches.
std::vector<Report> make_reports(const std::vector<Shop>& shops, unsigned threads, std::atomic<std::size_t>& done) {
  std::vector<Report> reports(shops.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> workers;
  for (unsigned number = 0; number < threads; ++number) {
    workers.emplace_back([&, number] {  // `number` is copied: the loop goes on and changes it
      name_this_thread("worker " + std::to_string(number));
      for (std::size_t i = next++; i < shops.size(); i = next++) {
        try {
          reports[i].total = add_up(shops[i]);
        } catch (...) {
          reports[i].error = std::current_exception();
        }
        ++done;
      }
    });
  }
  workers.clear();  // destroys the jthreads, and so joins them: only now may anybody read the reports
  return reports;
}

int main() {
  std::vector<Shop> shops;
  for (const char* city : {"Bergen", "Cork", "Delft", "Essen", "Faro", "Genoa"}) {
    shops.push_back({city, std::vector<int>(100, static_cast<int>(shops.size()) + 1)});
  }
  shops[2].sales.clear();
  shops[4].sales[17] = -5;

  std::atomic<std::size_t> done = 0;
  ProgressWatch watch(done);
  const std::vector<Report> reports = make_reports(shops, 3, done);
  const int looks = watch.stop_and_count();

  // The threads were done in whatever order. The list is in that of the shops.
  for (std::size_t i = 0; i < shops.size(); ++i) {
    std::cout << shops[i].city << ": ";
    try {
      if (reports[i].error) std::rethrow_exception(reports[i].error);
      std::cout << reports[i].total << " euros\n";
    } catch (const std::exception& exception) {
      std::cout << "no report, " << exception.what() << '\n';
    } catch (const std::string& city) {  // anything can be thrown, and comes out as what it was
      std::cout << "no report, somebody in " << city << " must look at the figures\n";
    }
  }
  std::cout << done << " shops, looked at " << looks << " times\n";
}

// Prints:
//   Bergen: 100 euros
//   Cork: 200 euros
//   Delft: no report, no figures
//   Essen: 400 euros
//   Faro: no report, somebody in Faro must look at the figures
//   Genoa: 600 euros
//   6 shops, looked at … times
