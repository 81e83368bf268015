#include <gtest/gtest.h>

#include "report/html_text.hpp"
#include "report/link.hpp"
#include "report/prose.hpp"
#include "report/unicode.hpp"

namespace parcours {
namespace {

/// "text" and "<code>" for the parts.
std::string marked(std::string_view text) {
  std::string all;
  for (const ProsePart& part : prose_parts(text))
    all += part.code ? "<" + std::string(part.text) + ">" : std::string(part.text);
  return all;
}

TEST(HtmlText, LeavesNothingThatMeansSomethingToHtml) {
  EXPECT_EQ(html_text("<a href=\"x\" title='y'>&amp;</a>"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
  EXPECT_EQ(html_text("añadir → ✓"), "añadir → ✓");
}

TEST(HtmlText, LeavesNothingThatIsNotSeen) {
  const std::string text = std::string("a\x1b[31mb\r\x7f\xE2\x80\xAE\xE2\x80\x8B\xff") + '\0' + "c";
  EXPECT_EQ(html_text(text),
            "ab\xEF\xBF\xBD"
            "c");
}

TEST(HtmlText, ProseHasItsCodeMarked) { EXPECT_EQ(html_prose("read `a<b>` now"), "read <code>a&lt;b&gt;</code> now"); }

TEST(HtmlText, ALongMessageIsCut) {
  const std::string html = html_prose(std::string(100'000, 'x'));
  EXPECT_LT(html.size(), 5000U);
  EXPECT_TRUE(html.ends_with("…"));
}

TEST(Prose, BackticksPairUpFromTheLeft) {
  EXPECT_EQ(marked("use `a` and `b`"), "use <a> and <b>");
  EXPECT_EQ(marked("`a`"), "<a>");
  EXPECT_EQ(marked("no code"), "no code");
  EXPECT_EQ(marked(""), "");
}

TEST(Prose, ABacktickWithoutAPartnerIsText) {
  EXPECT_EQ(marked("one ` alone"), "one ` alone");
  EXPECT_EQ(marked("`a\nb`"), "`a\nb`");
  EXPECT_EQ(marked("`` two ``"), "`` two ``");
  EXPECT_EQ(marked("``` `a` ```"), "``` <a> ```");
  EXPECT_EQ(marked("` a`"), "` a`");
  EXPECT_EQ(marked("````"), "````");
}

TEST(LinkTo, NamesNoSchemeAndNoHost) {
  EXPECT_EQ(link_to("feedback/ada.html"), "./feedback/ada.html");
  EXPECT_EQ(link_to("javascript:alert(1)"), "./javascript%3Aalert%281%29");
  EXPECT_EQ(link_to("//evil.example/x"), ".///evil.example/x");
  EXPECT_EQ(link_to("a b\"<é>?#"), "./a%20b%22%3C%C3%A9%3E%3F%23");
}

}  // namespace
}  // namespace parcours
