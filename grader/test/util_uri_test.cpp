#include <gtest/gtest.h>

#include "util/uri.hpp"

namespace parcours {
namespace {

TEST(PercentEncoded, KeepsWhatEveryUriMayHold) { EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~"); }

TEST(PercentEncoded, WritesEveryOtherByteInHexadecimal) {
  EXPECT_EQ(percent_encoded("a b/c?d#e%f:g"), "a%20b%2Fc%3Fd%23e%25f%3Ag");
  EXPECT_EQ(percent_encoded(std::string("\0\n\xC3\xA4\xFF", 5)), "%00%0A%C3%A4%FF");
}

TEST(PercentEncoded, KeepsWhatIsAskedFor) { EXPECT_EQ(percent_encoded("a/b:c", "/"), "a/b%3Ac"); }

}  // namespace
}  // namespace parcours
