// More tests of hot-spot, compiled together with tests.cpp, whose helpers they use.
namespace {

TEST(HotSpotHidden, RandomMonths) {
  auto rng = parcours::rng();
  for (int round = 0; round < 12; ++round) {
    std::vector<Tariff> tariffs;
    for (std::size_t i = 0; i < 1 + rng() % 4; ++i) {
      tariffs.push_back(
          {"tariff " + std::to_string(i),
           static_cast<std::int64_t>(rng() % 3000),
           static_cast<std::int64_t>(rng() % 900),
           static_cast<std::int64_t>(rng() % 2000),
           static_cast<std::int64_t>(rng() % 101),
           {{"city", static_cast<std::int64_t>(rng() % 2000)}, {"abroad", static_cast<std::int64_t>(rng() % 9000)}}});
    }
    std::vector<Customer> customers = some_customers(rng() % 30, "");
    for (Customer& customer : customers) customer.tariff = tariffs[rng() % tariffs.size()].name;
    std::shuffle(customers.begin(), customers.end(), rng);
    expect_right(customers, tariffs, random_calls(rng, customers, rng() % 300), {1 + static_cast<unsigned>(round) % 4});
    if (HasFatalFailure()) return;
  }
}

TEST(HotSpotHidden, OfEqualNamesTheFirstCounts) {
  const std::vector<Tariff> tariffs = {{"other", 1, 0, 0, 0, {{"city", 1}}},
                                       {"twice", 100, 0, 0, 0, {{"city", 600}, {"abroad", 3000}, {"city", 1200}}},
                                       {"twice", 200, 500, 0, 50, {{"city", 60}}}};
  const std::vector<Customer> customers = {{1, "Tom", "twice"}};
  const std::vector<Call> calls = {{1, 0, 60, "city"}, {1, 0, 60, "abroad"}};
  const Month month = bill_month(customers, tariffs, calls, 2);
  ASSERT_EQ(month.invoices.size(), 1U);
  EXPECT_EQ(month.invoices[0].cents, 6 + 30 + 100)
      << "of two tariffs with one name the first counts, and so does the first of two prices for one zone";
}

TEST(HotSpotHidden, ZonesWithoutAPriceAreFree) {
  const std::vector<Tariff> tariffs = {{"bare", 500, 60, 0, 10, {}}, {"city", 0, 60, 0, 0, {{"city", 600}}}};
  const std::vector<Customer> customers = {{1, "Uma", "bare"}, {2, "Vic", "city"}, {3, "", "city"}};
  // A call that is free all the same uses up free seconds. The names of zones may be alike, or empty.
  expect_right(customers, tariffs,
               {{1, 0, 60, "city"},
                {2, 0, 50, "moon"},
                {2, 0, 60, "city"},
                {2, 0, 60, "city "},
                {2, 0, 60, ""},
                {3, 0, 4000, "cit"},
                {3, 0, 4000, "City"}});
}

TEST(HotSpotHidden, AnyCustomerNumber) {
  std::vector<Customer> customers;
  for (const std::uint32_t number : {4'294'967'295U, 0U, 2'147'483'648U, 1U, 2'147'483'647U, 4'294'967'294U}) {
    customers.push_back({number, "Number " + std::to_string(number), "plain"});
  }
  std::vector<Call> calls;
  for (const Customer& customer : customers) {
    calls.push_back({customer.number, 0, customer.number % 977, "city"});
    calls.push_back({customer.number / 2 + 3, 0, 60, "city"});
  }
  expect_right(customers, kTariffs, calls);
}

TEST(HotSpotHidden, LargeSums) {
  // A call of 136 years at 10,000 a minute, some hundred times over: beyond 32 bits at every step.
  const std::vector<Tariff> tariffs = {{"satellite", 5'000'000'000, 7'000'000'000, 1, 7, {{"orbit", 100'000'000}}}};
  const std::vector<Customer> customers = {{1, "Sky", "satellite"}, {2, "Star", "satellite"}};
  std::vector<Call> calls;
  for (std::uint32_t i = 0; i < 200; ++i) calls.push_back({1 + i % 2, 4'294'967'295U - i, 4'294'967'295U, "orbit"});
  expect_right(customers, tariffs, calls);
}

TEST(HotSpotHidden, OneCustomerHasNearlyAllTheCalls) {
  const std::vector<Customer> customers = some_customers(40, "saver");
  auto rng = parcours::rng();
  std::vector<Call> calls = random_calls(rng, {customers[17]}, 800);
  for (const Customer& customer : customers) calls.push_back({customer.number, 60, 60, "city"});
  expect_right(customers, kTariffs, calls, {2, 4});
}

TEST(HotSpotHidden, EachCallOfTheFunctionStandsAlone) {
  // Everything that could be remembered from one call to the next is different the next time, at the same address.
  std::vector<Customer> customers = {{1, "Xen", "plain"}, {2, "Yan", "saver"}};
  std::vector<Tariff> tariffs = kTariffs;
  std::vector<Call> calls = {{1, 0, 600, "city"}, {2, 0, 600, "abroad"}, {3, 0, 600, "city"}};
  expect_right(customers, tariffs, calls);
  std::swap(customers[0].number, customers[1].number);
  expect_right(customers, tariffs, calls);
  tariffs[0].prices[0].rate = 1200;
  tariffs[1].fee = 1;
  expect_right(customers, tariffs, calls);
  customers[1].number = 3;
  calls[1].seconds = 1;
  expect_right(customers, tariffs, calls);
}

TEST(HotSpotHidden, CalledBySeveralThreads) {
  constexpr unsigned kCallers = 3;
  auto rng = parcours::rng();
  struct Work {
    std::vector<Customer> customers;
    std::vector<Tariff> tariffs;
    std::vector<Call> calls;
    Month expected;
    std::array<Month, 3> found;
  };
  std::vector<Work> works(kCallers);
  for (Work& work : works) {
    work.customers = some_customers(10, "saver");
    std::shuffle(work.customers.begin(), work.customers.end(), rng);
    work.tariffs = kTariffs;
    work.tariffs[1].fee = static_cast<std::int64_t>(rng() % 10'000);
    work.calls = random_calls(rng, work.customers, 100);
    work.expected = expected_month(work.customers, work.tariffs, work.calls);
  }
  parcours::run_together(kCallers, [&](unsigned caller) {
    Work& work = works[caller];
    for (Month& month : work.found) month = bill_month(work.customers, work.tariffs, work.calls, 2);
  });
  for (const Work& work : works) {
    for (const Month& month : work.found) expect_same(month, work.expected, "three threads called bill_month at once");
  }
}

}  // namespace
