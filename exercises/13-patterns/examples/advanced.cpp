// The delays of a railway, from raw lines to a table, with three patterns at once. A pipeline of three stages: reading,
// parsing, and adding up. The middle stage is the slow one, so it is a pool of workers. What they do is a map-reduce:
// each one maps lines to figures and reduces them to a small table of its own; the last stage merges the tables.
//
// Prints:
//   station     trains   late  minutes
//   Aarau         4000   1000     2500
//   Basel         4000   1000     6500
//   Chur          4000   1000     4500
//   Davos         4000   1000     3500
//   Erstfeld      4000   1000     5500
//   total        20000   5000    22500
//   4 lines could not be read
#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// What lies between two stages. It is bounded, so a quick stage cannot run away from a slow one, and it is closed when
// no more will come, so the end travels down the pipeline by itself. Chapter 6 explains both.
template <class T>
class Channel {
 public:
  explicit Channel(std::size_t capacity) : capacity_(capacity) {}

  void send(T item) {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return items_.size() < capacity_; });
    items_.push_back(std::move(item));
    lock.unlock();
    has_items_.notify_one();
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    has_items_.notify_all();
  }

  std::optional<T> receive() {
    std::unique_lock lock(mutex_);
    has_items_.wait(lock, [this] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(items_.front()));
    items_.pop_front();
    lock.unlock();
    has_room_.notify_one();
    return item;
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable has_room_;
  std::condition_variable has_items_;
  std::deque<T> items_;
  bool closed_ = false;
};

struct Delays {
  int trains = 0;
  int late = 0;
  int minutes = 0;

  Delays& operator+=(const Delays& other) {  // may be done in any order: fit for a reduction
    trains += other.trains;
    late += other.late;
    minutes += other.minutes;
    return *this;
  }
};

struct Table {
  std::map<std::string, Delays> stations;
  int unreadable = 0;
};

using Batch = std::vector<std::string>;  // batches travel, so that a lock is taken once for a hundred lines

// Stage 1, one thread: where the lines come from. Here they are made up, and one in five thousand is broken.
void read_lines(Channel<Batch>& out) {
  static constexpr const char* kStations[] = {"Aarau", "Basel", "Chur", "Davos", "Erstfeld"};
  static constexpr int kDelays[] = {1, 5, 3, 2, 4};
  Batch batch;
  for (int i = 0; i < 20'000; ++i) {
    const int station = i % 5;
    // A quarter of the trains is late, by what is usual at the station or by three minutes more.
    const int delay = i / 5 % 4 == 0 ? kDelays[station] + (i / 20 % 2 == 0 ? 3 : 0) : 0;
    batch.push_back(std::string(kStations[station]) + ' ' + std::to_string(delay));
    if (i % 5000 == 0) batch.emplace_back("?? line noise");
    if (batch.size() >= 100) out.send(std::exchange(batch, {}));
  }
  out.send(std::move(batch));
  out.close();
}

// Stage 2, several threads: map (a line to its figures) and reduce (the figures to a table that no one else sees).
Table parse_and_count(Channel<Batch>& in) {
  Table mine;
  while (const std::optional<Batch> batch = in.receive()) {
    for (const std::string& line : *batch) {
      std::istringstream words(line);
      std::string station;
      int delay = 0;
      if (words >> station >> delay) {
        mine.stations[station] += Delays{1, delay > 0 ? 1 : 0, delay};
      } else {
        ++mine.unreadable;
      }
    }
  }
  return mine;
}

int main() {
  Channel<Batch> lines(8);
  const std::jthread reader([&lines] { read_lines(lines); });
  std::vector<std::future<Table>> parts;
  for (int i = 0; i < 3; ++i) {
    parts.push_back(std::async(std::launch::async, [&lines] { return parse_and_count(lines); }));
  }

  // Stage 3, this thread: reduce the workers' tables to one. The map is sorted, so the output is always the same.
  Table all;
  for (std::future<Table>& part : parts) {
    const Table table = part.get();
    for (const auto& [station, delays] : table.stations) all.stations[station] += delays;
    all.unreadable += table.unreadable;
  }

  Delays total;
  for (const auto& [station, delays] : all.stations) total += delays;
  all.stations["total"] = total;  // small letters come after capitals, so this is the last line
  std::puts("station     trains   late  minutes");
  for (const auto& [station, delays] : all.stations) {
    std::printf("%-10s %7d %6d %8d\n", station.c_str(), delays.trains, delays.late, delays.minutes);
  }
  std::printf("%d lines could not be read\n", all.unreadable);
}
