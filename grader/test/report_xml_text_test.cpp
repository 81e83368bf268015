#include <gtest/gtest.h>

#include "report/xml_text.hpp"
#include "xml_reader.hpp"

namespace parcours {
namespace {

/// The same text in an attribute and between tags, as a parser reads it.
std::pair<std::string, std::string> read_back(const std::string& text) {
  const std::vector<nlohmann::json> read =
      read_xml({"<r a=\"" + xml_text(text) + "\">" + xml_text(text) + "</r>", "<r a='" + xml_text(text) + "'/>"});
  if (read.size() != 2) return {};
  EXPECT_EQ(read[0]["attributes"]["a"], read[1]["attributes"]["a"]);
  return {read[0]["attributes"]["a"], read[0]["text"]};
}

TEST(XmlText, MarkupIsText) {
  const std::string markup = "]]> <a b=\"c\" d='e'>&amp;</a> <!-- -- --> <?x?>";
  const auto [attribute, content] = read_back(markup);
  EXPECT_EQ(attribute, markup);
  EXPECT_EQ(content, markup);
}

TEST(XmlText, LineEndsStayBetweenTagsAndAreBlanksInAttributes) {
  const auto [attribute, content] = read_back("a\tb\nc\r\nd");
  EXPECT_EQ(attribute, "a b c\r d");
  EXPECT_EQ(content, "a\tb\nc\r\nd");
}

TEST(XmlText, WhatXmlForbidsIsReplaced) {
  for (int c = 0; c < 0x20; ++c) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    EXPECT_EQ(xml_text(std::string(1, static_cast<char>(c))), "\xEF\xBF\xBD") << c;
  }
  EXPECT_EQ(xml_text("\xEF\xBF\xBE|\xEF\xBF\xBF"), "\xEF\xBF\xBD|\xEF\xBF\xBD");  // U+FFFE and U+FFFF
  EXPECT_EQ(xml_text("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");    // a surrogate
  EXPECT_EQ(xml_text("\xFF"), "\xEF\xBF\xBD");
}

TEST(XmlText, EveryByteGivesAWellFormedDocument) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  const auto [attribute, content] = read_back(all);
  EXPECT_NE(attribute.find("xyz{|}~"), std::string::npos);
  EXPECT_NE(content.find("xyz{|}~"), std::string::npos);
}

TEST(XmlText, LeavesOtherLettersAlone) { EXPECT_EQ(xml_text("añ→😀\x7F"), "añ→😀\x7F"); }

}  // namespace
}  // namespace parcours
