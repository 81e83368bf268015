// What the sources say to students is in the French catalogue. A text that is new there fails here until it is
// translated, or is listed in language_unread_texts.hpp as nobody's reading.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "language/language.hpp"
#include "language/message_texts.hpp"
#include "language_unread_texts.hpp"
#include "util/cpp_text.hpp"
#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;

const fs::path grader = fs::path(PARCOURS_SOURCE_DIR) / "grader";

/// What is between the quotes of a literal, escapes resolved as far as texts have them.
std::string content(const std::string& literal) {
  std::string text;
  const std::size_t begin = literal.find('"');
  if (begin == std::string::npos) return text;
  for (std::size_t i = begin + 1; i + 1 < literal.size(); ++i) {
    if (literal[i] != '\\') {
      text += literal[i];
      continue;
    }
    const char escaped = literal[++i];
    text += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
  }
  return text;
}

/// String literals of a source file; those side by side are one.
std::vector<std::string> literals_in(const std::string& source) {
  std::vector<std::string> literals;
  bool joined = false;
  for (std::size_t at = 0; at < source.size();) {
    const CppToken token = token_at(source, at);
    const std::string text = source.substr(at, token.end - at);
    at = token.end;
    if (token.kind == TokenKind::comment || trim(text).empty()) continue;
    const bool is_text = token.kind == TokenKind::literal && text.front() == '"';
    if (is_text && joined)
      literals.back() += content(text);
    else if (is_text)
      literals.push_back(content(text));
    joined = is_text;
  }
  return literals;
}

/// What stands in a literal between its parts, tags and line ends: a catalogue has an entry with each, though the entry
/// may be the whole of which the literal is a piece, or one of several forms ("thread", "threads").
std::vector<std::string> pieces_of(const std::string& literal) {
  static const std::regex gap(R"(<[^<>]*>|\{[^{}]*\}|\n|[.;?] )");
  return split(std::regex_replace(literal, gap, "\x01"), '\x01');
}

/// In lower case, without the blanks and the punctuation around it.
std::string core(std::string text) {
  text = lower_case(text);
  const auto edge = [](char c) { return std::string_view(" .,:;()`…-").find(c) != std::string_view::npos; };
  while (!text.empty() && edge(text.front())) text.erase(0, 1);
  while (!text.empty() && edge(text.back())) text.pop_back();
  return text;
}

bool has_two_words(const std::string& text) {
  static const std::regex words("[A-Za-z]{2,}[,:;]? [A-Za-z]");
  return std::regex_search(text, words);
}

bool is_said(const std::vector<Saying>& sayings, const std::string& text) {
  return std::ranges::any_of(
      sayings, [&](const Saying& one) { return lower_case(one.english).find(text) != std::string::npos; });
}

std::vector<fs::path> sources_for_students() {
  std::vector<fs::path> files;
  for (const std::string_view place : read_by_students) {
    if (fs::is_regular_file(grader / place)) files.push_back(grader / place);
    if (!fs::is_directory(grader / place)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(grader / place))
      if (entry.is_regular_file() && entry.path().extension() == ".cpp") files.push_back(entry.path());
  }
  EXPECT_GT(files.size(), std::size(read_by_students));
  std::ranges::sort(files);
  return files;
}

Catalogue french() {
  auto catalogue = parse_catalogue(std::string(french_messages()), "grader/messages/fr.yaml", "fr");
  EXPECT_TRUE(catalogue) << catalogue.error().message;
  return catalogue ? *catalogue : Catalogue{};
}

TEST(Messages, ThatStudentsReadAreInTheCatalogue) {
  const Catalogue catalogue = french();
  std::set<std::pair<std::string, std::string>> unread;
  for (const auto& [file, texts] : unread_texts)
    for (const std::string_view text : texts) unread.emplace(file, text);
  std::size_t found = 0;
  for (const fs::path& file : sources_for_students()) {
    const std::string name = file.lexically_relative(grader).generic_string();
    const auto source = read_file(file);
    ASSERT_TRUE(source) << file;
    for (const std::string& literal : literals_in(*source))
      for (const std::string& piece : pieces_of(literal)) {
        const std::string text = core(piece);
        if (!has_two_words(text)) continue;
        ++found;
        if (unread.erase({name, text}) > 0) continue;
        EXPECT_TRUE(is_said(catalogue.grader, text))
            << name << ": \"" << text
            << "\" is in no entry of grader/messages/fr.yaml; docs/translating.md says what to do";
      }
  }
  EXPECT_GT(found, 300U);
  for (const auto& [file, text] : unread)
    ADD_FAILURE() << "language_unread_texts.hpp names a text that is not in grader/" << file << " (any more): " << text;
}

TEST(Messages, OfThePagesScriptAreInTheCatalogueAndNoOthers) {
  static const std::regex call(R"re(\bsay\(\s*"((?:[^"\\]|\\.)*)")re");
  std::set<std::string> said;
  for (const auto& entry : fs::directory_iterator(grader / "web" / "src")) {
    if (entry.path().extension() != ".ts") continue;
    const auto source = read_file(entry.path());
    ASSERT_TRUE(source);
    for (std::sregex_iterator at(source->begin(), source->end(), call), end; at != end; ++at)
      said.insert(content("\"" + (*at)[1].str() + "\""));
  }
  EXPECT_GT(said.size(), 50U);
  std::set<std::string> known;
  for (const Saying& saying : french().script) known.insert(saying.english);
  EXPECT_EQ(said, known);
}

TEST(Messages, OfTheCatalogueAreSaidSomewhere) {
  std::set<std::string> said;
  for (const char* const folder : {"src", "runtime"})
    for (const auto& entry : fs::recursive_directory_iterator(grader / folder)) {
      if (!entry.is_regular_file()) continue;
      const auto source = read_file(entry.path());
      ASSERT_TRUE(source);
      for (const std::string& literal : literals_in(*source))
        for (const std::string& piece : pieces_of(literal)) said.insert(core(piece));
    }
  for (const Saying& saying : french().grader) {
    if (saying.english.starts_with("needs \"")) continue;  // `needs {} first`, with all the titles
    for (const std::string& part : pieces_of(saying.english)) {
      const std::string piece = core(part);
      if (piece.empty() || std::ranges::find(put_together, piece) != std::end(put_together)) continue;
      // It is a piece of a literal, or put together of some.
      EXPECT_TRUE(std::ranges::any_of(said,
                                      [&](const std::string& text) {
                                        return text.find(piece) != std::string::npos ||
                                               (has_two_words(text) && piece.find(text) != std::string::npos);
                                      }))
          << "no source says \"" << piece << "\" of: " << saying.english;
    }
  }
}

}  // namespace
}  // namespace parcours
