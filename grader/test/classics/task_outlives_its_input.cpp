// A function starts a task that works on an input later on, and returns its future.
// The mistake: the task refers to the input, which belongs to the function and is gone when it returns.
// Must get: crash
#include <future>
#include <memory>

#include "parcours/scenario.hpp"

namespace {

template <bool owns_input>
std::future<int> start(std::shared_future<void> go) {
  auto input = std::make_unique<int>(20);
  int& number = *input;
  return std::async(std::launch::async, [go, &number, kept = owns_input ? std::move(input) : nullptr] {
    go.wait();
    return number + 1;
  });
}

template <bool owns_input>
void start_and_wait() {
  std::promise<void> go;
  std::future<int> result = start<owns_input>(go.get_future().share());
  go.set_value();
  EXPECT_EQ(result.get(), 21);
}

SCENARIO(Wrong) { start_and_wait<false>(); }
SCENARIO(Right) { start_and_wait<true>(); }

}  // namespace
