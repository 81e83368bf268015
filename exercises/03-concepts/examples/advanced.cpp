// A warehouse with several shelves. Workers move goods between any two of them while an auditor takes stock. Three
// promises:
//   - no shelf ever holds less than nothing: check and removal are one step;
//   - nothing is lost on the way: the sum over all shelves is the same at every instant that anybody can see;
//   - nobody waits for ever: every thread takes the locks in the same order.
// Workers on different shelves do not wait for each other, because each shelf has a mutex of its own.
//
// Prints:
//   moved … times, refused … times
//   … audits, 0 of them wrong; lamps at the end: 600
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

// A shelf's place in the warehouse is also its rank: a thread that needs several locks the one with the lower place
// first.
struct Shelf {
  std::mutex mutex;
  std::map<std::string, int> stock;  // guarded by mutex
};

class Warehouse {
 public:
  explicit Warehouse(std::size_t shelves) : shelves_(shelves) {}

  void deliver(std::size_t shelf, const std::string& goods, int pieces) {
    const std::lock_guard lock(shelves_[shelf].mutex);
    shelves_[shelf].stock[goods] += pieces;
  }

  /// Moves the pieces, or nothing at all where there are too few.
  bool move_goods(std::size_t from, std::size_t to, const std::string& goods, int pieces) {
    if (from == to) {  // one mutex only: to lock it twice would be waiting for oneself
      const std::lock_guard lock(shelves_[from].mutex);
      return count(shelves_[from], goods) >= pieces;
    }
    // std::scoped_lock lock(a.mutex, b.mutex) would do as well for two. The rule of places also works for any number
    // (see take_stock), and one rule for the whole class is easier to keep than two.
    Shelf& lower = shelves_[std::min(from, to)];
    Shelf& higher = shelves_[std::max(from, to)];
    const std::lock_guard first(lower.mutex);
    const std::lock_guard second(higher.mutex);
    // Both shelves are ours: nobody sees the moment at which the goods are on neither of them.
    if (count(shelves_[from], goods) < pieces) return false;
    shelves_[from].stock[goods] -= pieces;
    shelves_[to].stock[goods] += pieces;
    return true;
  }

  /// All pieces of `goods` in the house, as of one instant: when the last lock is taken, all shelves stand still.
  /// Locking one shelf after the other, and giving each back at once, would miss goods that move behind the auditor's
  /// back.
  int take_stock(const std::string& goods) {
    std::vector<std::unique_lock<std::mutex>> locks;
    locks.reserve(shelves_.size());
    for (Shelf& shelf : shelves_) locks.emplace_back(shelf.mutex);  // in the order of their places
    int sum = 0;
    for (const Shelf& shelf : shelves_) sum += count(shelf, goods);
    return sum;
  }  // the vector gives all of them back; in which order does not matter

  std::size_t size() const { return shelves_.size(); }  // the vector itself never changes after construction

 private:
  // Only for callers who hold the shelf's mutex.
  static int count(const Shelf& shelf, const std::string& goods) {
    const auto found = shelf.stock.find(goods);
    return found == shelf.stock.end() ? 0 : found->second;
  }

  std::vector<Shelf> shelves_;  // never grows: a mutex cannot be moved
};

}  // namespace

int main() {
  Warehouse house(6);
  for (std::size_t shelf = 0; shelf < house.size(); ++shelf) house.deliver(shelf, "lamps", 100);

  std::atomic<int> moved{0};
  std::atomic<int> refused{0};
  std::atomic<bool> closing{false};
  int audits = 0;
  int wrong_audits = 0;
  {
    // Declared first, hence joined last: it goes on until the workers are done.
    const std::jthread auditor([&] {
      do {
        ++audits;  // no other thread uses it before the join
        if (house.take_stock("lamps") != 600) ++wrong_audits;
        std::this_thread::yield();
      } while (!closing.load());
    });
    {
      std::vector<std::jthread> workers;
      for (unsigned worker = 0; worker < 4; ++worker) {
        workers.emplace_back([&, worker] {
          std::minstd_rand rng(worker + 1);  // one a worker: a shared generator would be a data race
          for (int i = 0; i < 5'000; ++i) {
            const std::size_t from = rng() % house.size();
            const std::size_t to = rng() % house.size();
            const int pieces = static_cast<int>(rng() % 40);
            (house.move_goods(from, to, "lamps", pieces) ? moved : refused).fetch_add(1);
          }
        });
      }
    }  // all workers are done
    closing.store(true);
  }  // the auditor sees `closing` and is done, too

  std::printf("moved %d times, refused %d times\n", moved.load(), refused.load());
  std::printf("%d audits, %d of them wrong; lamps at the end: %d\n", audits, wrong_audits, house.take_stock("lamps"));
  return wrong_audits == 0 && house.take_stock("lamps") == 600 ? 0 : 1;
}
