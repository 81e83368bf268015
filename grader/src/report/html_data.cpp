#include "report/html_data.hpp"

#include <cstddef>

#include "report/json.hpp"
#include "report/prose.hpp"
#include "report/sentences.hpp"
#include "report/unicode.hpp"

namespace parcours {
namespace {

using Json = nlohmann::ordered_json;

// A page should stay below 500 kB.
constexpr std::size_t largest_source = 100'000;
constexpr std::size_t room_for_findings = 100'000;

/// All text as the page itself shows it: nothing that hides or reorders what stands beside it.
void make_printable(Json& value) {
  if (value.is_string()) {
    value = shortened(value.get_ref<const std::string&>());
  } else if (value.is_structured()) {
    for (Json& part : value) make_printable(part);
  }
}

/// In the order of the page, as many as there is room for.
Json findings_of(const GradedSubmission& submission) {
  GradedSubmission ordered;
  for (const Finding* finding : by_severity(submission.evidence.findings))
    ordered.evidence.findings.push_back(*finding);
  Json all = to_json(ordered)["findings"];
  Json kept = Json::array();
  std::size_t used = 0;
  for (Json& finding : all) {
    make_printable(finding);
    used += finding.dump(-1, ' ', true).size();
    if (used > room_for_findings) break;
    kept.push_back(std::move(finding));
  }
  return kept;
}

void add_words(const Json& value, const Language& language, Json& words) {
  if (value.is_string()) {
    const auto& english = value.get_ref<const std::string&>();
    if (std::string said = language.say(english); said != english) words[english] = shortened(said);
  } else if (value.is_structured()) {
    for (const Json& part : value) add_words(part, language, words);
  }
}

/// What the script shows, from English to the page's language: its own words, and the texts in `document`, which stays
/// English for the script to understand.
Json words_of(const Json& document, const Language& language) {
  Json words = Json::object();
  for (const Saying& saying : language.script()) words[saying.english] = saying.translated;
  add_words(document, language, words);
  return words;
}

/// The same JSON without characters that could end a script or begin a comment in it: they only stand in strings.
std::string without_markup(const std::string& json) {
  std::string text;
  for (const char c : json) {
    if (c == '<')
      text += "\\u003c";
    else if (c == '>')
      text += "\\u003e";
    else if (c == '&')
      text += "\\u0026";
    else
      text += c;
  }
  return text;
}

}  // namespace

std::string html_data(const GradedSubmission& submission, const Language& language) {
  GradedSubmission rest = submission;
  rest.evidence.findings.clear();
  rest.evidence.tests.clear();
  rest.evidence.phases.clear();
  rest.evidence.environment.clear();
  Json document = to_json(rest);
  make_printable(document);
  document["findings"] = findings_of(submission);
  document["words"] = words_of(document, language);
  document["header"] = printable(submission.header);
  document["source"] = submission.source.size() <= largest_source ? printable(submission.source) : "";
  return without_markup(document.dump(-1, ' ', true));
}

}  // namespace parcours
