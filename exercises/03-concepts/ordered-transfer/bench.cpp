#include "parcours/bench.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "ordered_transfer.hpp"

namespace {

constexpr std::int64_t kOpening = 1'000'000'000'000;  // no transfer is ever short of it
constexpr std::size_t kAccounts = 1024;
constexpr std::size_t kOrders = 20'000;  // of all threads together …
constexpr int kTimes = 8;                // … which carry them out so often in one iteration

struct Order {
  std::uint32_t from;
  std::uint32_t to;
  std::int64_t cents;
};

/// Each thread's orders, carried out again and again; afterwards every single balance must be what they add up to.
class Workload {
 public:
  /// `shared`: all threads use all accounts; otherwise every thread has accounts of its own.
  explicit Workload(bool shared) : orders_(parcours::threads()) {
    auto random = parcours::rng();
    const std::size_t groups = shared ? 1 : orders_.size();
    for (std::size_t i = 0; i < kAccounts * groups; ++i) accounts_.push_back(std::make_unique<Account>(kOpening));
    std::uniform_int_distribution<std::uint32_t> pick(0, kAccounts - 1);
    std::uniform_int_distribution<std::int64_t> amount(1, 10'000);
    for (std::size_t t = 0; t < orders_.size(); ++t) {
      const auto first = static_cast<std::uint32_t>(shared ? 0 : kAccounts * t);
      for (std::size_t i = 0; i < kOrders / orders_.size(); ++i) {
        orders_[t].push_back({first + pick(random), first + pick(random), amount(random)});
      }
    }
  }

  void carry_out() {
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < orders_.size(); ++t) {
      threads.emplace_back([this, t] {
        for (int i = 0; i < kTimes; ++i) {
          for (const Order& order : orders_[t]) transfer(*accounts_[order.from], *accounts_[order.to], order.cents);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    times_ += kTimes;
  }

  [[nodiscard]] bool right() const {
    std::vector<std::int64_t> change(accounts_.size());
    for (const auto& orders : orders_) {
      for (const Order& order : orders) {
        change[order.from] -= order.cents;
        change[order.to] += order.cents;
      }
    }
    std::vector<Account*> pointers;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      if (accounts_[i]->balance() != kOpening + times_ * change[i]) return false;
      pointers.push_back(accounts_[i].get());
    }
    return total(pointers) == kOpening * static_cast<std::int64_t>(accounts_.size());
  }

 private:
  std::vector<std::unique_ptr<Account>> accounts_;
  std::vector<std::vector<Order>> orders_;
  std::int64_t times_ = 0;
};

void run(benchmark::State& state, bool shared) {
  Workload workload(shared);
  for (auto _ : state) workload.carry_out();
  if (!workload.right()) state.SkipWithError("money was lost, made, or sent to the wrong account");
}

void disjoint_accounts(benchmark::State& state) { run(state, false); }
void random_accounts(benchmark::State& state) { run(state, true); }

BENCHMARK(disjoint_accounts)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(random_accounts)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

}  // namespace
