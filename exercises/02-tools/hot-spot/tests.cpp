// The tests of hot-spot that students see. The code as given passes all of them but those of HotSpotMemory.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "hot_spot.hpp"
#include "parcours/test.hpp"

namespace {

std::atomic<std::size_t> allocated_bytes{0};  // by operator new, since the program began

// While a meeting is on, a thread that asks for much memory is held up for a while, until a second thread asks at the
// same time. Relaxed throughout: the meeting must not put the threads' work into an order that the submission does not
// give it.
constexpr std::size_t kMuch = 20'000;
std::atomic<bool> meeting{false};
std::atomic<bool> met{false};
std::atomic<int> present{0};
thread_local int times_left = 10;

void attend() {
  if (times_left == 0 || !meeting.load(std::memory_order_relaxed) || met.load(std::memory_order_relaxed)) return;
  --times_left;
  if (present.fetch_add(1, std::memory_order_relaxed) > 0) met.store(true, std::memory_order_relaxed);
  (void)parcours::eventually([] { return met.load(std::memory_order_relaxed); }, std::chrono::milliseconds(200));
  present.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace

// Counting what is asked for tells of needless copies, and unlike a clock it says the same on every machine.
void* operator new(std::size_t bytes) {
  allocated_bytes.fetch_add(bytes, std::memory_order_relaxed);
  if (bytes >= kMuch) attend();
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

// ---- What the answer must be, one call after the other -------------------------------------------------------------

std::string in_euros(std::int64_t cents) {
  const std::string rest = std::to_string(cents % 100);
  return std::to_string(cents / 100) + "." + std::string(2 - rest.size(), '0') + rest;
}

Month expected_month(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                     const std::vector<Call>& calls) {
  Month month;
  std::vector<std::vector<std::size_t>> made(customers.size());
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto caller = std::find_if(customers.begin(), customers.end(),
                                     [&](const Customer& customer) { return customer.number == calls[i].customer; });
    if (caller == customers.end()) {
      month.unclaimed.push_back(i);
    } else {
      made[static_cast<std::size_t>(caller - customers.begin())].push_back(i);
    }
  }
  for (std::size_t c = 0; c < customers.size(); ++c) {
    const Customer& customer = customers[c];
    const auto tariff =
        std::find_if(tariffs.begin(), tariffs.end(), [&](const Tariff& one) { return one.name == customer.tariff; });
    std::string text = "Invoice for " + customer.name + ", number " + std::to_string(customer.number) + "\n";
    std::int64_t free_left = tariff->free_seconds;
    std::int64_t sum = 0;
    for (const std::size_t i : made[c]) {
      const Call& call = calls[i];
      const auto price = std::find_if(tariff->prices.begin(), tariff->prices.end(),
                                      [&](const Price& one) { return one.zone == call.zone; });
      const std::int64_t free = std::min<std::int64_t>(call.seconds, free_left);
      free_left -= free;
      const std::int64_t rate = price == tariff->prices.end() ? 0 : price->rate;
      const std::int64_t cents = ((call.seconds - free) * rate + 3000) / 6000;
      sum += cents;
      month.cents_by_hour[call.start / 3600 % 24] += cents;
      text.append("day ").append(std::to_string(call.start / 86'400 + 1));
      text.append(", hour ").append(std::to_string(call.start / 3600 % 24));
      text.append(", ").append(call.zone).append(", ").append(std::to_string(call.seconds));
      text.append(" s: ").append(in_euros(cents)).append("\n");
    }
    const std::int64_t discount = sum < tariff->discount_from ? 0 : sum * tariff->discount_percent / 100;
    const std::int64_t total = sum - discount + tariff->fee;
    text.append("calls ").append(in_euros(sum)).append(", discount ").append(in_euros(discount));
    text.append(", fee ").append(in_euros(tariff->fee)).append(", total ").append(in_euros(total)).append("\n");
    month.invoices.push_back({customer.number, total, text});
  }
  std::vector<std::size_t> order(customers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return month.invoices[a].cents > month.invoices[b].cents; });
  for (const std::size_t c : order) month.ranking.push_back(customers[c].number);
  return month;
}

// One assertion for a whole month: what differs first is told, and everything else left out.
void expect_same(const Month& found, const Month& expected, const std::string& when) {
  SCOPED_TRACE(when);
  ASSERT_EQ(found.invoices.size(), expected.invoices.size()) << "one invoice for each customer";
  for (std::size_t i = 0; i < expected.invoices.size(); ++i) {
    ASSERT_EQ(found.invoices[i].customer, expected.invoices[i].customer) << "invoice " << i << " of the list";
    ASSERT_EQ(found.invoices[i].text, expected.invoices[i].text) << "invoice " << i << " of the list";
    ASSERT_EQ(found.invoices[i].cents, expected.invoices[i].cents) << "invoice " << i << " of the list";
  }
  ASSERT_EQ(found.ranking, expected.ranking) << "the ranking: largest invoice first, ties in the customers' order";
  ASSERT_EQ(found.cents_by_hour, expected.cents_by_hour) << "what the calls of each hour of the day cost";
  ASSERT_EQ(found.unclaimed, expected.unclaimed) << "the places of the calls that no customer made";
}

void expect_right(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                  const std::vector<Call>& calls, std::initializer_list<unsigned> thread_counts = {1, 2, 3}) {
  const Month expected = expected_month(customers, tariffs, calls);
  for (const unsigned threads : thread_counts) {
    expect_same(bill_month(customers, tariffs, calls, threads), expected,
                "with " + std::to_string(threads) + " threads");
    if (testing::Test::HasFatalFailure()) return;
  }
}

// ---- Inputs --------------------------------------------------------------------------------------------------------

constexpr std::uint32_t kHour = 3600;
constexpr std::uint32_t kDay = 24 * kHour;

// 6 cents a minute within the city, 30 abroad; 2 minutes free; 10 % off from 5.00 on; 9.99 a month.
const std::vector<Tariff> kTariffs = {
    {"plain", 999, 0, 1'000'000'000, 0, {{"city", 600}, {"abroad", 3000}}},
    {"saver", 999, 120, 500, 10, {{"city", 600}, {"abroad", 3000}}},
};

std::vector<Customer> some_customers(std::size_t count, const std::string& tariff) {
  std::vector<Customer> customers;
  for (std::size_t i = 0; i < count; ++i) {
    // Multiplying by an odd number gives each customer another one, in no order.
    const auto number = static_cast<std::uint32_t>(i * 2'654'435'761U + 17);
    customers.push_back({number, "Customer " + std::to_string(i), tariff});
  }
  return customers;
}

// Calls at random; about one in ten is nobody's.
std::vector<Call> random_calls(std::mt19937_64& rng, const std::vector<Customer>& customers, std::size_t count) {
  std::vector<Call> calls;
  for (std::size_t i = 0; i < count; ++i) {
    const bool known = !customers.empty() && rng() % 10 != 0;
    // Numbers below 17 + 1 that some_customers() does not give.
    const auto number = known ? customers[rng() % customers.size()].number : static_cast<std::uint32_t>(rng() % 17);
    const auto start = static_cast<std::uint32_t>(rng() % (31 * kDay));
    calls.push_back({number, start, static_cast<std::uint32_t>(rng() % 1000), rng() % 3 == 0 ? "abroad" : "city"});
  }
  return calls;
}

// ---- The bill ------------------------------------------------------------------------------------------------------

TEST(HotSpot, WritesAnInvoice) {
  const std::vector<Customer> customers = {{4711, "Ada", "saver"}};
  const std::vector<Call> calls = {{4711, 5 * kHour + 10, 90, "city"},
                                   {4711, kDay + 23 * kHour, 90, "city"},
                                   {4711, kDay + 23 * kHour + 7, 1200, "abroad"}};
  const Month month = bill_month(customers, kTariffs, calls, 2);
  ASSERT_EQ(month.invoices.size(), 1U);
  EXPECT_EQ(month.invoices[0].text,
            "Invoice for Ada, number 4711\n"
            "day 1, hour 5, city, 90 s: 0.00\n"
            "day 2, hour 23, city, 90 s: 0.06\n"
            "day 2, hour 23, abroad, 1200 s: 6.00\n"
            "calls 6.06, discount 0.60, fee 9.99, total 15.45\n");
  EXPECT_EQ(month.invoices[0].customer, 4711U);
  EXPECT_EQ(month.invoices[0].cents, 1545);
  EXPECT_EQ(month.ranking, std::vector<std::uint32_t>{4711});
  EXPECT_EQ(month.cents_by_hour[5], 0);
  EXPECT_EQ(month.cents_by_hour[23], 606) << "what the calls cost, without discount and fee";
  EXPECT_TRUE(month.unclaimed.empty());
}

TEST(HotSpot, RoundsEachCallByItself) {
  // 4 s at 6 cents a minute are 0.4 cents: nothing. 5 s are 0.5 cents: one whole cent, each time.
  const std::vector<Customer> customers = {{1, "Four", "plain"}, {2, "Five", "plain"}};
  std::vector<Call> calls;
  for (std::uint32_t i = 0; i < 50; ++i) {
    calls.push_back({1, i, 4, "city"});
    calls.push_back({2, i, 5, "city"});
  }
  const Month month = bill_month(customers, kTariffs, calls, 2);
  ASSERT_EQ(month.invoices.size(), 2U);
  EXPECT_EQ(month.invoices[0].cents, 999) << "50 calls of 0.4 cents are rounded to 0 cents each";
  EXPECT_EQ(month.invoices[1].cents, 999 + 50) << "50 calls of 0.5 cents are rounded to 1 cent each";
  EXPECT_EQ(month.cents_by_hour[0], 50);
}

TEST(HotSpot, RoundsHalvesUpExactly) {
  // All calls of up to 2000 s at these rates that cost n and a half cents. In whichever order one divides by 60 and 100
  // in floating point, some of them come out a little below the half.
  std::vector<Price> prices;
  std::vector<Call> calls;
  for (const std::uint32_t rate : {12U, 15U, 35U, 54U, 58U, 70U, 98U, 108U, 120U, 122U, 205U, 210U, 225U, 375U}) {
    prices.push_back({std::to_string(rate), rate});
    for (std::uint32_t seconds = 1; seconds <= 2000; ++seconds) {
      if (seconds * rate % 6000 == 3000) calls.push_back({9, 0, seconds, prices.back().zone});
    }
  }
  expect_right({{9, "Half", "halves"}}, {{"halves", 0, 0, 0, 0, prices}}, calls);
}

TEST(HotSpot, FreeSecondsGoToTheFirstCallsInTheList) {
  // The list counts, not the time of the calls. The third call uses up the last 20 free seconds.
  const std::vector<Customer> customers = {{1, "Bob", "saver"}};
  const std::vector<Call> calls = {
      {1, 3 * kDay, 60, "city"}, {1, 1 * kDay, 40, "abroad"}, {1, 2 * kDay, 80, "abroad"}, {1, 0, 60, "city"}};
  const Month month = bill_month(customers, kTariffs, calls, 2);
  ASSERT_EQ(month.invoices.size(), 1U);
  EXPECT_EQ(month.invoices[0].text,
            "Invoice for Bob, number 1\n"
            "day 4, hour 0, city, 60 s: 0.00\n"
            "day 2, hour 0, abroad, 40 s: 0.00\n"
            "day 3, hour 0, abroad, 80 s: 0.30\n"
            "day 1, hour 0, city, 60 s: 0.06\n"
            "calls 0.36, discount 0.00, fee 9.99, total 10.35\n");
}

TEST(HotSpot, DiscountBeginsAtItsLimit) {
  const std::vector<Customer> customers = {{1, "Below", "saver"}, {2, "Just", "saver"}, {3, "Odd", "saver"}};
  // 120 s are free; then 4.99, 5.00 and 5.19 at half a cent a second.
  const std::vector<Call> calls = {
      {1, 0, 120 + 998, "abroad"}, {2, 0, 120 + 1000, "abroad"}, {3, 0, 120 + 1038, "abroad"}};
  const Month month = bill_month(customers, kTariffs, calls, 2);
  ASSERT_EQ(month.invoices.size(), 3U);
  EXPECT_EQ(month.invoices[0].cents, 499 + 999);
  EXPECT_EQ(month.invoices[1].cents, 500 - 50 + 999);
  EXPECT_EQ(month.invoices[2].cents, 519 - 51 + 999) << "10 % of 519 cents are 51 cents: rounded down";
}

TEST(HotSpot, EveryCustomerGetsAnInvoice) {
  // Only two of them have called, and not in the order of the list.
  const std::vector<Customer> customers = some_customers(7, "saver");
  expect_right(customers, kTariffs, {{customers[5].number, 0, 600, "city"}, {customers[2].number, 1, 700, "city"}});
  expect_right(customers, kTariffs, {});
}

TEST(HotSpot, KeepsTheOrderOfTheCalls) {
  const std::vector<Customer> customers = some_customers(3, "saver");
  std::vector<Call> calls;
  for (std::uint32_t i = 0; i < 600; ++i) {
    calls.push_back({customers[i % 3].number, (599 - i) % 7 * kHour, i * 37 % 101, i % 2 == 0 ? "city" : "abroad"});
  }
  expect_right(customers, kTariffs, calls, {1, 2, 4});
}

TEST(HotSpot, RanksTiesInTheOrderOfTheCustomers) {
  // 300 customers and four amounts.
  const std::vector<Customer> customers = some_customers(300, "plain");
  std::vector<Call> calls;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    calls.push_back({customers[i].number, 0, static_cast<std::uint32_t>(60 * (i * 7 % 4)), "abroad"});
  }
  expect_right(customers, kTariffs, calls);
}

TEST(HotSpot, ListsTheCallsOfNobody) {
  const std::vector<Customer> customers = {{5, "Eve", "plain"}, {7, "Mal", "plain"}};
  const std::vector<Call> calls = {
      {6, 0, 60, "city"}, {5, 0, 60, "city"}, {0, 0, 60, "city"}, {7, 0, 60, "city"}, {6, kHour, 60, "nowhere"}};
  const Month month = bill_month(customers, kTariffs, calls, 2);
  EXPECT_EQ(month.unclaimed, (std::vector<std::size_t>{0, 2, 4}));
  EXPECT_EQ(month.cents_by_hour[0], 12) << "calls of nobody are on no account";
}

TEST(HotSpot, NothingToBill) {
  expect_right({}, {}, {});
  expect_right({}, kTariffs, {{1, 0, 60, "city"}, {2, 0, 60, "city"}});
  expect_right({{1, "Ida", "plain"}}, kTariffs, {});
}

TEST(HotSpot, ZeroThreadsMeansOne) {
  const std::vector<Customer> customers = some_customers(3, "saver");
  auto rng = parcours::rng();
  expect_right(customers, kTariffs, random_calls(rng, customers, 30), {0});
  expect_right({}, kTariffs, {}, {0});
}

TEST(HotSpot, MoreThreadsThanCustomers) {
  const std::vector<Customer> customers = some_customers(3, "saver");
  auto rng = parcours::rng();
  expect_right(customers, kTariffs, random_calls(rng, customers, 5), {4, 8, 16});
  expect_right(customers, kTariffs, random_calls(rng, customers, 40), {7});
}

TEST(HotSpot, BillsAMonth) {
  auto rng = parcours::rng();
  std::vector<Customer> customers = some_customers(80, "plain");
  for (std::size_t i = 0; i < customers.size(); i += 3) customers[i].tariff = "saver";
  expect_right(customers, kTariffs, random_calls(rng, customers, 1500), {1, 2, 3, 5});
}

TEST(HotSpot, SeveralThreadsMakeInvoices) {
  std::vector<Customer> customers = some_customers(8, "plain");
  for (Customer& customer : customers) customer.name.resize(kMuch, '.');
  const Month expected = expected_month(customers, kTariffs, {});
  meeting.store(true, std::memory_order_relaxed);
  const Month month = bill_month(customers, kTariffs, {}, 2);
  meeting.store(false, std::memory_order_relaxed);
  EXPECT_TRUE(met.load(std::memory_order_relaxed))
      << "Whenever a thread made an invoice it was held up, and each time no other thread began one meanwhile.";
  expect_same(month, expected, "with 2 threads");
}

// ---- Memory --------------------------------------------------------------------------------------------------------

std::size_t bytes_of(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                     const std::vector<Call>& calls, const Month& month) {
  std::size_t bytes = customers.size() * sizeof(Customer) + calls.size() * sizeof(Call);
  for (const Tariff& tariff : tariffs) bytes += sizeof(Tariff) + tariff.prices.size() * sizeof(Price);
  for (const Invoice& invoice : month.invoices) bytes += sizeof(Invoice) + invoice.text.size();
  return bytes + month.ranking.size() * sizeof(std::uint32_t) + month.unclaimed.size() * sizeof(std::size_t);
}

void expect_frugal(const std::vector<Customer>& customers, const std::vector<Tariff>& tariffs,
                   const std::vector<Call>& calls) {
  const std::size_t before = allocated_bytes.load(std::memory_order_relaxed);
  const Month month = bill_month(customers, tariffs, calls, 2);
  const std::size_t asked = allocated_bytes.load(std::memory_order_relaxed) - before;
  const std::size_t allowed = 12 * bytes_of(customers, tariffs, calls, month) + 65'536;
  EXPECT_LE(asked, allowed) << "bill_month asked operator new for " << asked / 1024 << " KiB in all. Input and result, "
                            << "twelve times over, are " << allowed / 1024 << " KiB. Something large is copied "
                            << "again and again.";
  expect_same(month, expected_month(customers, tariffs, calls), "what must come out");
}

TEST(HotSpotMemory, LongInvoicesGrowInPlace) {
  const std::vector<Customer> customers = {{1, "Long", "plain"}, {2, "Longer", "saver"}};
  std::vector<Call> calls;
  for (std::uint32_t i = 0; i < 3000; ++i) calls.push_back({1 + i % 2, i * 60, i % 50, "city"});
  expect_frugal(customers, kTariffs, calls);
}

TEST(HotSpotMemory, PriceListsAreNotCopied) {
  std::vector<Tariff> tariffs;
  for (int i = 0; i < 20; ++i) {
    tariffs.push_back({"tariff " + std::to_string(i), 0, 0, 0, 0, {}});
    for (int zone = 0; zone < 30; ++zone) tariffs.back().prices.push_back({"zone " + std::to_string(zone), 60});
  }
  const std::vector<Customer> customers = {{1, "First", "tariff 0"}, {2, "Last", "tariff 19"}};
  std::vector<Call> calls;
  for (std::uint32_t i = 0; i < 400; ++i) calls.push_back({1 + i % 2, i * 60, 60, "zone " + std::to_string(i % 30)});
  expect_frugal(customers, tariffs, calls);
}

TEST(HotSpotMemory, InvoicesAreNotCopiedToSortThem) {
  // Long names make long invoices without any calls.
  std::vector<Customer> customers = some_customers(1500, "plain");
  for (Customer& customer : customers) customer.name.resize(400, '.');
  std::vector<Call> calls;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    calls.push_back({customers[i].number, 0, static_cast<std::uint32_t>(i * 1013 % 1500 * 60), "city"});
  }
  expect_frugal(customers, kTariffs, calls);
}

}  // namespace
