#include <fmt/format.h>
#include <gtest/gtest.h>

#include "check/stacks.hpp"
#include "sandbox/protocol.hpp"

namespace parcours {
namespace {

// What gdb 13 prints for `thread apply all bt 40` with `set print frame-arguments none`.
const std::string preamble = R"([New LWP 12]
[New LWP 13]
[Thread debugging using libthread_db enabled]
Using host libthread_db library "/lib/x86_64-linux-gnu/libthread_db.so.1".
0x00007f3b8c2a5d96 in __futex_abstimed_wait_common64 () from /lib/x86_64-linux-gnu/libc.so.6

)";

const std::string locking = R"(Thread 3 (Thread 0x7f3b8b1ff6c0 (LWP 13) "program"):
#0  0x00007f3b8c2a5d96 in futex_wait (private=..., expected=..., futex_word=...) at ../sysdeps/nptl/futex-internal.h:146
#1  __GI___lll_lock_wait (futex=..., private=...) at ./nptl/lowlevellock.c:49
#2  0x00007f3b8c2ac4e1 in lll_mutex_lock_optimized (mutex=...) at ./nptl/pthread_mutex_lock.c:48
#3  ___pthread_mutex_lock (mutex=...) at ./nptl/pthread_mutex_lock.c:93
#4  0x0000000000403a12 in __gthread_mutex_lock (__mutex=...) at /usr/include/x86_64-linux-gnu/c++/12/bits/gthr-default.h:749
#5  std::mutex::lock (this=...) at /usr/include/c++/12/bits/std_mutex.h:100
#6  0x0000000000403b55 in Account::transfer<int> (this=..., to=..., amount=...) at /tmp/parcours-a/ordered_transfer.hpp:31
#7  0x0000000000402f80 in operator() (__closure=...) at /tmp/parcours-a/tests.cpp:55
#8  0x00007f3b8c5d44a3 in ?? () from /lib/x86_64-linux-gnu/libstdc++.so.6
#9  0x00007f3b8c2a8fd4 in start_thread (arg=...) at ./nptl/pthread_create.c:442
)";

const std::string waiting = R"(Thread 2 (Thread 0x7f3b8ba006c0 (LWP 12) "program"):
#0  0x00007f3b8c2a5d96 in __futex_abstimed_wait_common64 (private=..., cancel=...) at ./nptl/futex-internal.c:57
#1  0x00007f3b8c2a86e9 in __pthread_cond_wait_common (abstime=..., clockid=..., mutex=..., cond=...) at ./nptl/pthread_cond_wait.c:503
#2  ___pthread_cond_wait (cond=..., mutex=...) at ./nptl/pthread_cond_wait.c:627
#3  0x0000000000405c10 in std::condition_variable::wait<BoundedQueue<int>::pop()::{lambda()#1}>(std::unique_lock<std::mutex>&, BoundedQueue<int>::pop()::{lambda()#1}) (this=..., __lock=..., __p=...) at /usr/include/c++/12/condition_variable:104
#4  BoundedQueue<int>::pop (this=...) at /tmp/parcours-a/bounded_queue.hpp:27
#5  0x0000000000404f80 in std::thread::_State_impl<Tester>::_M_run (this=...) at /usr/include/c++/12/bits/std_thread.h:210
#6  0x00007f3b8c2a8fd4 in start_thread (arg=...) at ./nptl/pthread_create.c:442
)";

const std::string joining = R"(Thread 1 (Thread 0x7f3b8c0a1740 (LWP 11) "program"):
#0  0x00007f3b8c2a5d96 in __futex_abstimed_wait_common64 (private=..., cancel=...) at ./nptl/futex-internal.c:57
#1  0x00007f3b8c2aa6d3 in __pthread_clockjoin_ex (threadid=..., thread_return=...) at ./nptl/pthread_join_common.c:105
#2  0x00007f3b8c5d4517 in std::thread::join() () from /lib/x86_64-linux-gnu/libstdc++.so.6
#3  0x0000000000402d31 in Queue_Stops_Test::TestBody (this=...) at /tmp/parcours-a/tests.cpp:60
#4  0x0000000000431c0f in testing::Test::Run() ()
#5  0x0000000000402a10 in main (argc=..., argv=...) at /opt/runtime/test_main.cpp:80
)";

const std::string sleeping = R"(Thread 4 (Thread 0x7f3b8a9fe6c0 (LWP 14) "program"):
#0  0x00007f3b8c2f0b35 in __GI___clock_nanosleep (clock_id=..., flags=..., req=..., rem=...) at ../sysdeps/unix/sysv/linux/clock_nanosleep.c:48
#1  0x00007f3b8c2f5613 in __GI___nanosleep (req=..., rem=...) at ../sysdeps/unix/sysv/linux/nanosleep.c:25
#2  0x0000000000403c20 in std::this_thread::sleep_for<long, std::ratio<1l, 1000l> > (__rtime=...) at /usr/include/c++/12/bits/this_thread_sleep.h:80
#3  poll_forever (flag=...) at /tmp/parcours-a/bounded_queue.hpp:90
)";

const std::string busy = R"(Thread 5 (Thread 0x7f3b8a1fd6c0 (LWP 15) "program"):
#0  0x0000000000403d00 in Spin::acquire (this=...) at /tmp/parcours-a/bounded_queue.hpp:14
#1  0x0000000000402f80 in operator() (__closure=...) at /tmp/parcours-a/tests.cpp:70
)";

const std::string detectors = R"(Thread 6 (Thread 0x7f3b899fc6c0 (LWP 16) "program"):
#0  0x00007f3b8c2f0b35 in clock_nanosleep () from /lib/x86_64-linux-gnu/libc.so.6
#1  0x0000000000450000 in __sanitizer::internal_usleep(unsigned long long) ()
#2  0x0000000000460000 in __tsan::BackgroundThread(void*) ()
#3  0x00007f3b8c2a8fd4 in start_thread () from /lib/x86_64-linux-gnu/libc.so.6
)";

const std::string closing = "[Inferior 1 (process 11) detached]\n";

ThreadStack only(const std::string& stack, const std::string& header) {
  const auto threads = parse_stacks(preamble + stack + "\n" + closing, header);
  if (threads.size() == 1) return threads[0];
  ADD_FAILURE() << threads.size() << " threads";
  return {};
}

TEST(ParseStacks, KnowsAThreadThatWaitsForAMutex) {
  const ThreadStack thread = only(locking, "ordered_transfer.hpp");
  EXPECT_EQ(thread.number, 3);
  EXPECT_EQ(thread.activity, Activity::locking);
  EXPECT_EQ(thread.location, (SourceLocation{"ordered_transfer.hpp", 31, 0}));
  EXPECT_EQ(thread.function, "Account::transfer");
}

TEST(ParseStacks, KnowsAThreadThatWaitsToBeNotified) {
  const ThreadStack thread = only(waiting, "bounded_queue.hpp");
  EXPECT_EQ(thread.activity, Activity::waiting);
  EXPECT_EQ(thread.location, (SourceLocation{"bounded_queue.hpp", 27, 0}));
}

TEST(ParseStacks, KnowsAThreadThatJoinsAnother) {
  const ThreadStack thread = only(joining, "bounded_queue.hpp");
  EXPECT_EQ(thread.number, 1);
  EXPECT_EQ(thread.activity, Activity::joining);
  EXPECT_EQ(thread.location, (SourceLocation{"tests.cpp", 60, 0})) << "the test's line, where no line of theirs is";
}

TEST(ParseStacks, KnowsAThreadThatSleeps) {
  const ThreadStack thread = only(sleeping, "bounded_queue.hpp");
  EXPECT_EQ(thread.activity, Activity::sleeping);
  EXPECT_EQ(thread.location.line, 90);
  EXPECT_EQ(thread.function, "poll_forever");
}

TEST(ParseStacks, TakesAWaitWithATimeLimitForSleep) {
  const auto activity = [](const std::vector<std::string>& functions) {
    std::string text = "Thread 2 (Thread 0x7f3b8ba006c0 (LWP 12) \"program\"):\n";
    for (std::size_t i = 0; i < functions.size(); ++i)
      text += fmt::format("#{}  0x0000000000405c10 in {} (this=...) at /usr/x.h:{}\n", i, functions[i], i + 1);
    const auto threads = parse_stacks(text, "a.hpp");
    return threads.size() == 1 ? threads[0].activity : Activity::running;
  };
  const std::string futex = "__futex_abstimed_wait_common64";
  for (const auto& timed : std::vector<std::vector<std::string>>{
           {futex, "__pthread_cond_wait_common", "___pthread_cond_clockwait64", "wait_until"},
           {futex, "__pthread_cond_wait_common", "___pthread_cond_timedwait64", "wait_until"},
           {futex, "__futex_clocklock64", "__pthread_mutex_clocklock_common", "try_lock_for<long>"},
           {futex, "__pthread_rwlock_wrlock_full64", "___pthread_rwlock_timedwrlock64"},
           {futex, "__new_sem_wait_slow64", "___sem_timedwait64"},
           {"syscall", "__platform_wait_until_impl<long>", "__atomic_wait_address_for_bare<int>"},
           {"syscall", "std::__atomic_futex_unsigned_base::_M_futex_wait_until_steady", "_M_load_and_test_until_steady",
            "_M_load_when_equal_until<long>", "wait_for<long>"}})
    EXPECT_EQ(activity(timed), Activity::sleeping) << timed.back();
  for (const auto& untimed : std::vector<std::vector<std::string>>{
           {futex, "__pthread_cond_wait_common", "___pthread_cond_wait", "Queue::wait_for_all"},
           {futex, "__new_sem_wait_slow64", "__new_sem_wait", "wait_until_empty"},
           {"syscall", "__platform_wait<int>", "__atomic_wait_address_bare<int>", "wait_for_all"},
           {"syscall", "std::__atomic_futex_unsigned_base::_M_futex_wait_until", "_M_load_and_test_until",
            "_M_load_when_equal", "wait", "wait_for_all"}})
    EXPECT_EQ(activity(untimed), Activity::waiting) << untimed.back();
  EXPECT_EQ(activity({futex, "__pthread_rwlock_rdlock_full64", "___pthread_rwlock_rdlock", "wait_for_all"}),
            Activity::locking);
  EXPECT_EQ(activity({futex, "__pthread_clockjoin_ex", "wait_for_all"}), Activity::joining);
}

TEST(ParseStacks, TakesEveryOtherThreadForBusy) {
  const ThreadStack thread = only(busy, "bounded_queue.hpp");
  EXPECT_EQ(thread.activity, Activity::running);
  EXPECT_EQ(thread.location.line, 14);
  EXPECT_EQ(thread.function, "Spin::acquire");
}

TEST(ParseStacks, PutsTheMainThreadFirst) {
  const auto threads = parse_stacks(preamble + busy + "\n" + locking + "\n" + waiting + "\n" + joining, "x.hpp");
  ASSERT_EQ(threads.size(), 4U);
  EXPECT_EQ(threads[0].number, 1);
  EXPECT_EQ(threads[1].number, 2);
  EXPECT_EQ(threads[2].number, 3);
  EXPECT_EQ(threads[3].number, 5);
}

TEST(ParseStacks, KnowsWhatACallOfTheSystemWaitsFor) {
  const auto activity = [](const std::string& innermost) {
    return only("Thread 1 (process 11):\n#0  0x1 in " + innermost +
                    " (fd=...) at ../x.c:26\n#1  0x2 in sum (v=...) at /t/x.hpp:9\n",
                "x.hpp")
        .activity;
  };
  EXPECT_EQ(activity("__GI___libc_read"), Activity::reading);
  EXPECT_EQ(activity("__libc_recv"), Activity::reading);
  EXPECT_EQ(activity("__GI___libc_write"), Activity::writing);
  EXPECT_EQ(activity("__GI___wait4"), Activity::reaping);
  EXPECT_EQ(activity("reader"), Activity::running);
}

TEST(ParseStacks, TellsTheProcessesApart) {
  const std::string child = "Thread 1 (process 12):\n#0  0x1 in __GI___libc_read (fd=...) at ../x.c:26\n";
  const auto threads = parse_stacks(joining + std::string(protocol::next_process) + child, "x.hpp");
  ASSERT_EQ(threads.size(), 2U);
  EXPECT_EQ(threads[0].process, 0);
  EXPECT_EQ(threads[1].process, 1);
  const std::vector<Step> steps = to_steps(threads);
  EXPECT_TRUE(steps[0].what.starts_with("the main thread waits for another thread to end")) << steps[0].what;
  EXPECT_EQ(steps[1].what, "child process 1 waits for something to read");
}

TEST(ParseStacks, LeavesTheRaceDetectorsOwnThreadOut) {
  EXPECT_TRUE(parse_stacks(preamble + detectors, "x.hpp").empty());
  for (const std::string& text : {detectors + "\n" + joining, joining + "\n" + detectors}) {
    const auto threads = parse_stacks(preamble + text, "x.hpp");
    ASSERT_EQ(threads.size(), 1U);
    EXPECT_EQ(threads[0].number, 1);
  }
}

TEST(ParseStacks, GivesNoPlaceWhereTheStackHasNone) {
  const ThreadStack thread = only("Thread 2 (LWP 12):\n#0  0x00007f3b8c2a5d96 in ?? ()\n", "x.hpp");
  EXPECT_EQ(thread.activity, Activity::running);
  EXPECT_EQ(thread.location, SourceLocation{});
  EXPECT_EQ(thread.function, "");
}

TEST(ParseStacks, FindsNothingWhereTheDebuggerFailed) {
  EXPECT_TRUE(parse_stacks("", "x.hpp").empty());
  EXPECT_TRUE(parse_stacks("ptrace: Operation not permitted.\nNo threads.\n", "x.hpp").empty());
  EXPECT_TRUE(parse_stacks(std::string(1'000'000, '#'), "x.hpp").empty());
}

TEST(ParseStacks, ReadsFramesOfEveryShape) {
  struct Case {
    const char* frame;
    const char* function;
    SourceLocation location;
  };
  const Case cases[] = {
      {"#0  f () at /tmp/x.hpp:7", "f", {"x.hpp", 7, 0}},
      {"#12 0x0000000000403a12 in A::g (this=...) at /tmp/a folder (1)/x.hpp:70", "A::g", {"x.hpp", 70, 0}},
      {"#3  0x0000000000403a12 in operator() (__closure=...) at /tmp/x.hpp:8", "a lambda", {"x.hpp", 8, 0}},
      {"#3  h<A<int> > (x=...) at C:/odd:name/x.hpp:9", "h", {"x.hpp", 9, 0}},
      {"#3  f () at /tmp/x.hpp:", "", {}},
      {"#3  f () at ", "", {}},
      {"#3  f () at :", "", {}},
      {"#3  0x", "", {}},
      {"#", "", {}},
      {"#3", "", {}},
  };
  for (const Case& known : cases) {
    const ThreadStack thread =
        only(std::string("Thread 2 (LWP 12):\n#0  0x1 in ?? ()\n") + known.frame + "\n", "x.hpp");
    EXPECT_EQ(thread.function, known.function) << known.frame;
    EXPECT_EQ(thread.location.line, known.location.line) << known.frame;
  }
}

TEST(ParseStacks, IsNotHeldUpByNamesMadeToHoldItUp) {
  std::string name = "f<";
  while (name.size() < 3800) name += "a (b) at c:1 ";
  std::string output = "Thread 1 (LWP 11):\n";
  for (int i = 0; i < 40; ++i) output += fmt::format("#{}  {}>\n#{}  {} (x=...) at y:z\n", i, name, i, name);
  EXPECT_EQ(parse_stacks(output, "x.hpp").size(), 1U);
}

TEST(ToSteps, TellsWhatEachThreadDoesAndWhere) {
  const auto steps = to_steps(parse_stacks(preamble + waiting + "\n" + joining, "bounded_queue.hpp"));
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].what.find("the main thread waits for another thread to end"), 0U) << steps[0].what;
  EXPECT_EQ(steps[0].location.line, 60);
  EXPECT_EQ(steps[1].what.find("thread 1 waits to be notified"), 0U) << steps[1].what;
  EXPECT_EQ(steps[1].location.line, 27);
}

TEST(ToSteps, TellsOfAFewThreadsOfMany) {
  EXPECT_TRUE(to_steps({}).empty());
  EXPECT_EQ(to_steps(std::vector<ThreadStack>(200)).size(), 12U);
}

TEST(Describe, HasOtherWordsForEveryActivity) {
  std::vector<std::string> all;
  for (const Activity activity :
       {Activity::locking, Activity::waiting, Activity::joining, Activity::sleeping, Activity::running}) {
    EXPECT_FALSE(describe(activity).empty());
    for (const std::string& other : all) EXPECT_NE(describe(activity), other);
    all.push_back(describe(activity));
  }
}

}  // namespace
}  // namespace parcours
