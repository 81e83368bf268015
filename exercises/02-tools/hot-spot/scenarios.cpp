// Tiny months, billed by two threads, for the controlled scheduler: each is played in thousands of orders of steps.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hot_spot.hpp"
#include "parcours/scenario.hpp"

namespace {

// A cent a second near by, two far away, and the first ten seconds are free.
std::vector<Tariff> one_tariff() { return {{"t", 0, 10, 0, 0, {{"near", 6000}, {"far", 12'000}}}}; }

// Two customers, one for each thread, and two calls in the same hour: what do both invoices write to?
SCENARIO(TwoInvoicesAtOnce) {
  const std::vector<Customer> customers{{1, "A", "t"}, {2, "B", "t"}};
  const std::vector<Call> calls{{1, 0, 11, "near"}, {2, 0, 12, "near"}};
  const Month month = bill_month(customers, one_tariff(), calls, 2);
  EXPECT_EQ(month.invoices.at(0).cents, 1);
  EXPECT_EQ(month.invoices.at(1).cents, 2);
  EXPECT_EQ(month.cents_by_hour[0], 3) << "both calls began in the first hour of the day";
  EXPECT_EQ(month.ranking, (std::vector<std::uint32_t>{2, 1}));
}

// One customer made a call in each half of the list. The free seconds are the first one's, whoever looked at it first.
SCENARIO(CallsInTheirOrder) {
  const std::vector<Customer> customers{{1, "A", "t"}};
  const std::vector<Call> calls{{1, 0, 10, "near"}, {1, 0, 10, "far"}};
  const Month month = bill_month(customers, one_tariff(), calls, 2);
  EXPECT_EQ(month.invoices.at(0).cents, 20) << "the free seconds belong to the first call in the list";
}

// Two calls of nobody, one in each half of the list.
SCENARIO(CallsOfNobody) {
  const std::vector<Customer> customers{{1, "A", "t"}};
  const std::vector<Call> calls{{8, 0, 1, "near"}, {9, 0, 1, "near"}};
  const Month month = bill_month(customers, one_tariff(), calls, 2);
  EXPECT_EQ(month.unclaimed, (std::vector<std::size_t>{0, 1})) << "the places in the list, in ascending order";
}

// Two months at once: nothing may be shared between the two.
SCENARIO(TwoMonthsAtOnce) {
  const std::vector<Customer> customers{{1, "A", "t"}};
  parcours::play(
      {{"bills January",
        [&] { EXPECT_EQ(bill_month(customers, one_tariff(), {{1, 0, 11, "near"}}, 1).invoices.at(0).cents, 1); }},
       {"bills February",
        [&] { EXPECT_EQ(bill_month(customers, one_tariff(), {{1, 0, 12, "near"}}, 1).invoices.at(0).cents, 2); }}});
}

}  // namespace
