// Tiny programs that log a few lines, for the controlled scheduler: each is played in thousands of orders. A scenario
// says who is there and what must hold, whatever the order. The logger's own thread takes part as well.
#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "async_logger.hpp"
#include "parcours/scenario.hpp"

namespace {

using parcours::play;

// A sink that keeps what it gets in a plain variable: who reads that must know that nobody is writing.
AsyncLogger::Sink to(std::string& paper) {
  return [&paper](std::string_view bytes) {
    paper += bytes;
    return bytes.size();
  };
}

// The end comes when the background thread may not even have looked for a line, or is about to fall asleep.
SCENARIO(TheEndComesAtOnce) {
  std::string paper;
  {
    AsyncLogger logger(to(paper), 1);
  }
  EXPECT_EQ(paper, "") << "nothing was logged";
}

SCENARIO(ALineAndTheEnd) {
  std::string paper;
  {
    AsyncLogger logger(to(paper), 2);
    logger.log("a");
  }
  EXPECT_EQ(paper, "a\n") << "the destructor waits until the line is written";
}

SCENARIO(FlushedMeansWritten) {
  std::size_t taken = 0;  // plain: only flush() puts the sink's work before the look at it
  AsyncLogger logger(
      [&taken](std::string_view bytes) {
        taken += bytes.size();
        return bytes.size();
      },
      2);
  logger.log("a");
  EXPECT_TRUE(logger.flush()) << "nothing is lost";
  EXPECT_EQ(taken, 2U) << "flush() came back, and the line was not written";
}

// Each flushes its own line. What comes first is no news for the one who waits for the second.
SCENARIO(TwoFlush) {
  std::array<int, 2> written{};  // 'a', 'b': each thread reads its own
  AsyncLogger logger(
      [&](std::string_view bytes) {
        for (const char byte : bytes) {
          if (byte != '\n') ++written.at(byte == 'a' ? 0 : 1);
        }
        return bytes.size();
      },
      2);
  play({{"logs a",
         [&] {
           logger.log("a");
           logger.flush();
           EXPECT_EQ(written[0], 1) << "flush() came back, and the line was not written";
         }},
        {"logs b", [&] {
           logger.log("b");
           logger.flush();
           EXPECT_EQ(written[1], 1) << "flush() came back, and the line was not written";
         }}});
}

// Three lines want the one place, and somebody waits for them.
SCENARIO(OnePlaceForThreeLines) {
  std::string paper;
  {
    AsyncLogger logger(to(paper), 1);
    play({{"logs a and b",
           [&] {
             logger.log("a");
             logger.log("b");
           }},
          {"logs c", [&] { logger.log("c"); }},
          {"flushes", [&] { logger.flush(); }}});
  }
  EXPECT_TRUE(paper == "a\nb\nc\n" || paper == "a\nc\nb\n" || paper == "c\na\nb\n")
      << "a comes before b, c comes anywhere, and the sink got " << paper;
}

// A sink that takes one byte at a time: nobody's line gets between.
SCENARIO(ByteByByte) {
  std::string paper;
  {
    AsyncLogger logger(
        [&](std::string_view bytes) {
          paper += bytes.front();
          return std::size_t{1};
        },
        2);
    play({{"logs ab", [&] { logger.log("ab"); }}, {"logs cd", [&] { logger.log("cd"); }}});
  }
  EXPECT_TRUE(paper == "ab\ncd\n" || paper == "cd\nab\n") << "two whole lines, and the sink got " << paper;
}

// The effect is logged by whoever has heard of the cause.
SCENARIO(CauseBeforeEffect) {
  std::string paper;
  {
    AsyncLogger logger(to(paper), 2);
    std::atomic<bool> happened{false};
    play({{"logs the cause",
           [&] {
             logger.log("c");
             happened = true;
           }},
          {"logs the effect", [&] {
             if (happened) logger.log("e");
           }}});
  }
  EXPECT_TRUE(paper == "c\ne\n" || paper == "c\n") << "the cause comes first, and the sink got " << paper;
}

// The first of two lines is refused.
SCENARIO(AFailureInBetween) {
  std::string paper;
  bool failed = false;
  AsyncLogger logger(
      [&](std::string_view bytes) {
        if (!failed) {
          failed = true;
          throw 1;
        }
        paper += bytes;
        return bytes.size();
      },
      1);
  play({{"logs a", [&] { logger.log("a"); }}, {"logs b", [&] { logger.log("b"); }}});
  EXPECT_FALSE(logger.flush()) << "one of two lines is lost";
  EXPECT_EQ(logger.lost(), 1U) << "the sink threw once";
  EXPECT_TRUE(paper == "a\n" || paper == "b\n") << "one of two lines is written, and the sink got " << paper;
}

// Whoever hears of a loss finds its reason.
SCENARIO(ALossHasAReason) {
  AsyncLogger logger([](std::string_view) -> std::size_t { throw 1; }, 1);
  play({{"logs", [&] { logger.log("a"); }},
        {"asks",
         [&] {
           if (logger.lost() > 0) EXPECT_TRUE(logger.error() != nullptr) << "a line was lost, and there was no error";
         }},
        {"flushes", [&] {
           if (!logger.flush()) EXPECT_TRUE(logger.error() != nullptr) << "a line was lost, and there was no error";
         }}});
}

}  // namespace
