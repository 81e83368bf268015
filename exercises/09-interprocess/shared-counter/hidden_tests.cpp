// Included after tests.cpp, in the same translation unit. The same promises at worse moments.

namespace counter_tests {
namespace {

TEST(SharedCounterHidden, DeathWhileAChangeIsWritten) {
  const Name name;
  dies_at_every_turn(
      name.text,
      [&](SharedCounter& counter, unsigned turn) {
        do_update(counter, [&](Tally& tally) {
          die_at_turn(name.text, turn);
          tally_up_each_slot(tally);
        });
      },
      [](Tally& tally) { tally_up_each_slot(tally); },
      "a process died in update(), while its change was being written");
}

// One process dies in the function of update(). The next one comes to add something, has to clean up first, and dies in
// the midst of that.
TEST(SharedCounterHidden, DeathWhileCleaningUp) {
  const Name name;
  const auto one_dies = [&] {
    Child first([&] {
      update_by_name(name, [](Tally& tally) {
        tally_up_each_slot(tally);
        die();
      });
    });
    is_so(first.was_killed(), kNotCalled);
  };
  dies_at_every_turn(
      name.text,
      [&](SharedCounter& counter, unsigned turn) {
        die_at_turn(name.text, turn);
        counter.add(kLastSlot, 3);
      },
      [](Tally& tally) { tally_up(tally, kLastSlot, 3); },
      "a process died in update(), and the next one died in add(), where it had to clean up", one_dies);
}

const News* reader_stopped = nullptr;
const News* reader_goes_on = nullptr;

void let_others_write() {
  reader_stopped->give();
  reader_goes_on->take();
}

// A process stops in the midst of snapshot(), where it turns from one page to another, and others change everything
// meanwhile, as far as they can. False when it came to its end without a stop.
bool snapshot_stops_at(unsigned turn) {
  const Name name;
  SharedCounter counter(name.text);
  counter.update(tally_up_each_slot);
  const News stopped;
  const News go_on;
  Child reader([&] {
    reader_stopped = &stopped;
    reader_goes_on = &go_on;
    SharedCounter own(name.text);
    PageTrap::arm(name.text, PROT_NONE, turn, let_others_write);
    const Tally seen = own.snapshot();
    PageTrap::disarm();
    Tally whole = seen;  // as it must be, going by the slots: every addition was one of 3
    whole.additions = 0;
    for (const std::uint64_t additions : seen.per_slot) whole.additions += additions;
    whole.total = 3 * whole.additions;
    is_equal(seen, whole, "a snapshot was taken while others changed the counter, and its fields do not go together");
  });
  const bool in_the_midst = tells(reader, stopped);
  if (in_the_midst) {
    Child writer([&] {
      SharedCounter own(name.text);
      for (const std::size_t slot : {std::size_t{0}, Tally::kSlots / 2, kLastSlot}) own.add(slot, 3);
      own.update(tally_up_each_slot);
      own.update(tally_up_each_slot);
    });
    (void)comes_to_rest(writer);  // it waits for the reader, or is through
    go_on.give();
    ends_well(writer);
  }
  return ends_well(reader) && in_the_midst;
}

TEST(SharedCounterHidden, SnapshotsAreWholeWhateverHappensMeanwhile) {
  unsigned turn = 1;
  while (turn <= kMostTurns && snapshot_stops_at(turn)) ++turn;
}

TEST(SharedCounterHidden, ManyOpenItAtOnce) {
  for (int round = 0; round < 4; ++round) {
    const Name name;
    Crowd crowd(4, [&](std::size_t process) {
      SharedCounter counter(name.text);
      counter.add(process, 1);
      SharedCounter(name.text).add(process, 1);
    });
    crowd.ends_well();
    if (!is_equal(SharedCounter(name.text).snapshot(),
                  sum_of({{0, 1}, {0, 1}, {1, 1}, {1, 1}, {2, 1}, {2, 1}, {3, 1}, {3, 1}}),
                  "four processes opened a new name at once, and each added twice"))
      return;
  }
}

// Each process adds something and then dies in update(), while others are at work.
TEST(SharedCounterHidden, ManyDieAndTheCountIsRight) {
  constexpr std::size_t kEach = 30;
  const Name name;
  SharedCounter counter(name.text);
  const std::vector<Addition> additions = random_additions(5 * kEach);
  Crowd crowd(5, [&](std::size_t process) {
    SharedCounter own(name.text);
    for (std::size_t i = process * kEach; i < (process + 1) * kEach; ++i)
      own.add(additions[i].slot, additions[i].amount);
    do_update(own, [](Tally& tally) {
      tally.per_slot[kLastSlot] += 1000;
      die();
    });
  });
  crowd.was_killed();
  is_equal(counter.snapshot(), sum_of(additions), "five processes added, and each of them died in update() afterwards");
}

// Two objects of one name lie at different addresses, and one of them goes.
TEST(SharedCounterHidden, WorksAtAnyAddress) {
  const Name name;
  auto first = std::make_unique<SharedCounter>(name.text);
  SharedCounter second(name.text);
  first->add(1, 10);
  second.add(2, 20);
  do_update(*first, [](Tally& tally) { tally_up(tally, 3, 30); });
  is_equal(second.snapshot(), sum_of({{1, 10}, {2, 20}, {3, 30}}),
           "one object has counted, another one of the same name is asked");
  first->add(4, 40);
  first.reset();
  is_equal(second.snapshot(), sum_of({{1, 10}, {2, 20}, {3, 30}, {4, 40}}),
           "the object that counted last has gone, another one of its name is asked");
  second.add(5, 50);
  is_equal(second.snapshot(), sum_of({{1, 10}, {2, 20}, {3, 30}, {4, 40}, {5, 50}}),
           "the object that counted first has gone, another one of its name goes on");
}

}  // namespace
}  // namespace counter_tests
