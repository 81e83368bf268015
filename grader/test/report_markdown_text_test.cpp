#include <gtest/gtest.h>

#include <algorithm>

#include "report/markdown_text.hpp"
#include "report_samples.hpp"

namespace parcours {
namespace {

TEST(MarkdownText, EscapesWhatFormats) {
  EXPECT_EQ(markdown_text("*a* _b_ ~c~ [d](e) <f> & \\g |h| $i$"),
            "\\*a\\* \\_b\\_ \\~c\\~ \\[d\\](e) &lt;f&gt; &amp; \\\\g \\|h\\| &#36;i&#36;");
}

TEST(MarkdownText, EscapesWhatBeginsABlock) {
  EXPECT_EQ(markdown_text("- a"), "\\- a");
  EXPECT_EQ(markdown_text("+ a"), "\\+ a");
  EXPECT_EQ(markdown_text("===="), "\\====");
  EXPECT_EQ(markdown_text("12. a"), "12\\. a");
  EXPECT_EQ(markdown_text("1) a"), "1\\) a");
  EXPECT_EQ(markdown_text("    a"), "a");
  EXPECT_EQ(markdown_text("a\n\n- b\n# c"), "a - b \\#&#8203; c");
  EXPECT_EQ(markdown_text("0.78× a-b"), "0.78× a-b");
}

TEST(MarkdownText, NamesNobodyAndNoIssue) {
  EXPECT_EQ(markdown_text("@everyone #12 a/b#3 GH-7"), "\\@&#8203;everyone \\#&#8203;12 a/b\\#&#8203;3 G&#8203;H-7");
  EXPECT_EQ(markdown_text("deadbeef1"), "d&#8203;eadbeef1");
  EXPECT_EQ(markdown_text("seed 20261126 feed"), "seed 20261126 feed");
}

TEST(MarkdownText, LinksNothing) {
  EXPECT_EQ(markdown_text("https://a.example www.a.example a@b.example"),
            "https&#8203;://a.example w&#8203;ww.a.example a\\@&#8203;b.example");
  EXPECT_EQ(markdown_text("std::mutex: :heart:"), "std:&#8203;:mutex: &#8203;:heart:");
}

TEST(MarkdownText, CodeBetweenBackticksStaysCode) {
  EXPECT_EQ(markdown_text("use `a*b<c>` now"), "use `a*b<c>` now");
  EXPECT_EQ(markdown_text("one ` and ``two``"), "one \\` and \\`\\`two\\`\\`");
  EXPECT_EQ(markdown_text("`a|b`"), "a\\|b");
}

TEST(MarkdownCode, IsCodeWhateverBackticksAreInIt) {
  EXPECT_EQ(markdown_code("a b"), "`a b`");
  EXPECT_EQ(markdown_code("a`b``c"), "```a`b``c```");
  EXPECT_EQ(markdown_code("`a`"), "`` `a` ``");
  EXPECT_EQ(markdown_code("a\nb"), "`a b`");
  EXPECT_EQ(markdown_code(" \n"), "");
}

TEST(MarkdownBlock, HasAFenceLongerThanAnyInIt) {
  EXPECT_EQ(markdown_block("a\nb", "text"), "```text\na\nb\n```\n");
  EXPECT_EQ(markdown_block("````\na\n````\n", ""), "`````\n````\na\n````\n`````\n");
  EXPECT_EQ(markdown_block("", ""), "```\n\n```\n");
}

TEST(MarkdownText, HostileTextIsOneLineOfPlainText) {
  const std::string text = markdown_text(samples::hostile_text());
  EXPECT_EQ(text.find_first_of("\n\r\x1b"), std::string::npos);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::string_view("*_[]~|<>").find(text[i]) != std::string_view::npos) {
      ASSERT_GT(i, 0U);
      EXPECT_EQ(text[i - 1], '\\') << text.substr(i);
    }
  }
}

}  // namespace
}  // namespace parcours
