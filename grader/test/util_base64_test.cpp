#include <gtest/gtest.h>

#include "classroom_reader.hpp"
#include "util/base64.hpp"

namespace parcours {
namespace {

TEST(Base64, IsThatOfTheStandard) {
  // RFC 4648, section 10.
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xFB\xFF"), "+/8=");
}

TEST(Base64, IsOneLineHoweverLongAndCanBeReadBack) {
  std::string bytes;
  for (int i = 0; i < 3000; ++i) {
    if (i % 97 == 0) {
      EXPECT_EQ(from_base64(base64(bytes)), bytes) << i;
    }
    bytes += static_cast<char>(i * 7);
  }
  EXPECT_EQ(base64(bytes).find('\n'), std::string::npos);
}

}  // namespace
}  // namespace parcours
