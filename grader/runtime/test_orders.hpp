#pragma once
// What a test program does with an order of the grader, whoever hears of its tests.
#include <gtest/gtest.h>

#include <istream>
#include <string>

namespace parcours {

[[nodiscard]] std::string full_name(const testing::TestInfo& test);

/// Without the words that mean something to users of GoogleTest only.
[[nodiscard]] std::string plain_words(std::string message);

/// The answer to "list": "test NAME" for each.
void list_tests();

/// `order`: what is left of "run SEED NOISE\nSuite.Test\nSuite.Test…" after its first word. `listener` is taken over.
void run_tests(std::istream& order, testing::TestEventListener* listener);

/// The sandbox's debugger may look at a hang of this process, and of those that it forks.
void be_open_to_the_debugger();

}  // namespace parcours
