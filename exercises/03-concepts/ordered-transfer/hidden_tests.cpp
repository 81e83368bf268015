// Included after tests.cpp in the same translation unit: Bank, Stage, interrupt and keep_doing are from there.
namespace {

// A long random history, step by step beside a plain vector of numbers.
TEST(OrderedTransferHidden, LikeAPlainVector) {
  auto random = parcours::rng();
  std::vector<std::int64_t> model;
  std::vector<std::unique_ptr<Account>> accounts;
  std::vector<Account*> pointers;
  for (int i = 0; i < 12; ++i) {
    model.push_back(random_up_to(random, 300));
    accounts.push_back(std::make_unique<Account>(model.back()));
    pointers.push_back(accounts.back().get());
  }
  std::shuffle(accounts.begin(), accounts.end(), random);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    pointers[i] = accounts[i].get();
    model[i] = accounts[i]->balance();
  }
  for (int step = 0; step < 2000; ++step) {
    const std::size_t from = random_index(random, model.size());
    const std::size_t to = random_index(random, model.size());
    const std::int64_t cents = random_up_to(random, 320) - 20;
    const bool possible = cents >= 0 && model[from] >= cents;
    if (possible) {
      model[from] -= cents;
      model[to] += cents;
    }
    ASSERT_EQ(transfer(*accounts[from], *accounts[to], cents), possible) << cents << " of " << model[from];
    ASSERT_EQ(accounts[from]->balance(), model[from]);
    ASSERT_EQ(accounts[to]->balance(), model[to]);
    const std::size_t first = random_index(random, model.size());
    const std::size_t count = random_index(random, model.size() - first + 1);
    std::int64_t sum = 0;
    for (std::size_t i = first; i < first + count; ++i) sum += model[i];
    ASSERT_EQ(total(std::span(pointers).subspan(first, count)), sum);
  }
}

// Two sums over the same accounts, listed in opposite orders; the first is stopped at one of the two.
TEST(OrderedTransferHidden, SumsInEitherOrder) {
  for (const std::size_t stopped_at : {std::size_t{0}, std::size_t{1}}) {
    Stage stage{40, 2};
    Account* const there[] = {&stage[1 - stopped_at], &stage[stopped_at]};
    Account* const back[] = {&stage[stopped_at], &stage[1 - stopped_at]};
    interrupt(stage, stopped_at, [&] { EXPECT_EQ(total(there), 42); }, [&] { EXPECT_EQ(total(back), 42); });
  }
  Bank bank{10, 20, 30, 40};
  parcours::run_together(3, [&](unsigned id) {
    std::vector<Account*> order(bank.all().begin(), bank.all().end());
    std::rotate(order.begin(), order.begin() + id, order.end());
    if (id == 1) std::reverse(order.begin(), order.end());
    keep_doing(kStress, [&] { EXPECT_EQ(total(order), 100); });
  });
}

// A sum and a transfer that meet the same two accounts in opposite orders; either of them is stopped half-way.
TEST(OrderedTransferHidden, SumAgainstTransfer) {
  for (const std::size_t stopped_at : {std::size_t{0}, std::size_t{1}}) {
    Stage stage{60, 60};
    Account& near = stage[1 - stopped_at];
    Account& far = stage[stopped_at];
    Account* const accounts[] = {&near, &far};
    interrupt(
        stage, stopped_at, [&] { EXPECT_EQ(total(accounts), 120); }, [&] { EXPECT_TRUE(transfer(far, near, 5)); });
    Account* const reversed[] = {&far, &near};
    interrupt(
        stage, stopped_at, [&] { EXPECT_TRUE(transfer(near, far, 5)); },
        [&] { EXPECT_EQ(total(reversed), 120) << "money was on its way, and in no account"; });
  }
}

// While one transfer is stopped half-way, another one empties the account that the first takes money from.
TEST(OrderedTransferHidden, EmptiedMeanwhile) {
  for (const std::size_t stopped_at : {std::size_t{0}, std::size_t{2}}) {
    Stage stage{0, 90, 0, 0};
    Account& from = stage[1];
    Account& to = stage[stopped_at];
    bool first = false;
    bool second = false;
    interrupt(
        stage, stopped_at, [&] { first = transfer(from, to, 90); }, [&] { second = transfer(from, stage[3], 90); });
    EXPECT_NE(first, second) << "the money is there once";
    EXPECT_EQ(from.balance(), 0);
    EXPECT_EQ(to.balance(), first ? 90 : 0);
    EXPECT_EQ(stage[3].balance(), second ? 90 : 0);
  }
}

// Three accounts in a ring, and each thread passes money on to the next: no two threads lock the same pair.
TEST(OrderedTransferHidden, RoundTheRing) {
  for (const bool clockwise : {true, false}) {
    Bank bank{300, 300, 300};
    parcours::run_together(3, [&](unsigned id) {
      Account& next = bank[(id + (clockwise ? 1U : 2U)) % 3];
      keep_doing(kStress / 2, [&] { transfer(bank[id], next, 7); });
    });
    EXPECT_EQ(total(bank.all()), 900);
  }
}

// Every thread moves money within an account, between two, and adds up, all on the same few accounts.
TEST(OrderedTransferHidden, Everything) {
  Bank bank(4, 250);
  std::vector<std::mt19937_64> random(4, parcours::rng());
  for (std::size_t i = 0; i < random.size(); ++i) random[i].discard(10'000 * i);
  std::atomic<int> wrong{0};
  parcours::run_together(4, [&](unsigned id) {
    for (int i = 0; i < 600; ++i) {
      const std::size_t from = random_index(random[id], 4);
      const std::size_t to = random_index(random[id], 4);
      transfer(bank[from], bank[to], random_up_to(random[id], 400));
      if (bank[to].balance() < 0) ++wrong;
      if (i % 4 == 0 && total(bank.all()) != 1000) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(total(bank.all()), 1000);
}

}  // namespace
