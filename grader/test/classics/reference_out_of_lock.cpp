// A list with a lock inside gives access to its elements.
// The mistake: it returns a reference, which is read without the lock when another thread changes the element.
// Must get: data-race
#include <mutex>
#include <vector>

#include "parcours/scenario.hpp"

namespace {

template <class Result>
class List {
 public:
  Result front() {
    const std::lock_guard lock(mutex_);
    return values_.front();
  }
  void set_front(int value) {
    const std::lock_guard lock(mutex_);
    values_.front() = value;
  }

 private:
  std::mutex mutex_;
  std::vector<int> values_ = {1};
};

template <class Result>
void read_and_change() {
  List<Result> list;
  parcours::play({{"reader",
                   [&] {
                     const int value = list.front();
                     EXPECT_TRUE(value == 1 || value == 2);
                   }},
                  {"writer", [&] { list.set_front(2); }}});
}

SCENARIO(Wrong) { read_and_change<const int&>(); }
SCENARIO(Right) { read_and_change<int>(); }

}  // namespace
