// What hot-spot is timed on: a month of many households, and one of a few companies with long invoices.
#include "parcours/bench.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hot_spot.hpp"

namespace {

const std::array<std::string, 6> kZones = {"city", "national", "mobile", "europe", "world", "hotline"};

std::vector<Tariff> make_tariffs() {
  std::vector<Tariff> tariffs;
  for (const char* name : {"basic", "talk", "family", "flat", "business"}) {
    const auto step = static_cast<std::int64_t>(tariffs.size());
    Tariff tariff{name, 499 + 500 * step, 600 * step, 2000, 3 * step, {}};
    for (std::size_t zone = 0; zone < kZones.size(); ++zone) {
      tariff.prices.push_back({kZones[zone], static_cast<std::int64_t>(90 + 317 * zone) - 10 * step});
    }
    tariffs.push_back(tariff);
  }
  return tariffs;
}

struct Input {
  std::vector<Tariff> tariffs = make_tariffs();
  std::vector<Customer> customers;
  std::vector<Call> calls;
  Month month;  // what must come out
};

// The same few customers `copies` times over, under other numbers: making a month and knowing what it must come to
// takes little beside the work that is timed. The calls of all copies are mixed, as calls are.
Input make_input(std::size_t patterns, std::size_t copies, std::size_t calls_each) {
  auto rng = parcours::rng();
  Input input;
  std::vector<std::uint32_t> numbers(patterns * copies);
  std::uint32_t number = 100'000;
  for (std::uint32_t& one : numbers) one = number += 1 + rng() % 1000;
  std::shuffle(numbers.begin(), numbers.end(), rng);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    input.customers.push_back(
        {numbers[i], "Customer of kind " + std::to_string(i % patterns), input.tariffs[i % patterns % 5].name});
  }

  struct Pattern {
    std::int64_t free_left = 0;
    std::int64_t sum = 0;
    std::string lines;
  };
  std::vector<Pattern> kinds(patterns);
  for (std::size_t i = 0; i < patterns; ++i) kinds[i].free_left = input.tariffs[i % 5].free_seconds;
  Month& month = input.month;
  input.calls.reserve(patterns * calls_each * (copies + 1));
  std::uint32_t start = 0;
  for (std::size_t round = 0; round < patterns * calls_each; ++round) {
    const std::size_t kind = rng() % patterns;
    const std::size_t zone = rng() % kZones.size();
    const auto seconds = static_cast<std::uint32_t>(1 + rng() % 900);
    start += static_cast<std::uint32_t>(rng() % (2 * 2'500'000 / (patterns * calls_each)));
    for (std::size_t copy = 0; copy < copies; ++copy) {
      input.calls.push_back({numbers[copy * patterns + kind], start, seconds, kZones[zone]});
    }
    if (round % 5 == 0) {  // numbers below 100,000 are nobody's
      month.unclaimed.push_back(input.calls.size());
      input.calls.push_back({static_cast<std::uint32_t>(rng() % 100'000), start, seconds, kZones[zone]});
    }

    Pattern& pattern = kinds[kind];
    const std::int64_t free = std::min<std::int64_t>(seconds, pattern.free_left);
    pattern.free_left -= free;
    const std::int64_t cents = ((seconds - free) * input.tariffs[kind % 5].prices[zone].rate + 3000) / 6000;
    pattern.sum += cents;
    const std::uint32_t hour = start / 3600 % 24;
    month.cents_by_hour[hour] += cents * static_cast<std::int64_t>(copies);
    pattern.lines += "day " + std::to_string(start / 86'400 + 1) + ", hour " + std::to_string(hour) + ", " +
                     kZones[zone] + ", " + std::to_string(seconds) + " s: " + std::to_string(cents / 100) +
                     (cents % 100 < 10 ? ".0" : ".") + std::to_string(cents % 100) + "\n";
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const Tariff& tariff = input.tariffs[i % patterns % 5];
    const std::int64_t sum = kinds[i % patterns].sum;
    const std::int64_t discount = sum >= tariff.discount_from ? sum * tariff.discount_percent / 100 : 0;
    month.invoices.push_back({numbers[i], sum - discount + tariff.fee, kinds[i % patterns].lines});
  }
  return input;
}

// Every cent, every line of every call, and the order of the ranking.
bool is_right(const Month& found, const Input& input) {
  const Month& right = input.month;
  if (found.cents_by_hour != right.cents_by_hour || found.unclaimed != right.unclaimed) return false;
  if (found.invoices.size() != right.invoices.size()) return false;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < right.invoices.size(); ++i) {
    const Invoice& invoice = found.invoices[i];
    if (invoice.customer != right.invoices[i].customer || invoice.cents != right.invoices[i].cents) return false;
    const std::size_t lines = invoice.text.find('\n') + 1;
    if (invoice.text.compare(lines, right.invoices[i].text.size(), right.invoices[i].text) != 0) return false;
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return right.invoices[a].cents > right.invoices[b].cents; });
  return std::equal(order.begin(), order.end(), found.ranking.begin(), found.ranking.end(),
                    [&](std::size_t i, std::uint32_t number) { return right.invoices[i].customer == number; });
}

void run(benchmark::State& state, const Input& input) {
  const unsigned threads = parcours::threads();
  Month month;
  for (auto _ : state) {
    month = bill_month(input.customers, input.tariffs, input.calls, threads);
    benchmark::DoNotOptimize(month.invoices.data());
    benchmark::ClobberMemory();
  }
  if (!is_right(month, input)) state.SkipWithError("bill_month returned wrong invoices");
}

void many_households(benchmark::State& state) { run(state, make_input(50, 60, 4)); }
void few_companies(benchmark::State& state) { run(state, make_input(5, 4, 1000)); }

}  // namespace

BENCHMARK(many_households)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(few_companies)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
