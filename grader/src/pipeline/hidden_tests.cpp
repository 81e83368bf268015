#include "pipeline/hidden_tests.hpp"

#include <regex>

#include "util/cpp_text.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

/// Without comments and literals.
std::string code_of(const std::string& source) {
  std::string code;
  for (std::size_t at = 0; at < source.size();) {
    const CppToken token = token_at(source, at);
    code +=
        token.kind == TokenKind::comment || token.kind == TokenKind::literal ? " " : source.substr(at, token.end - at);
    at = token.end;
  }
  return code;
}

Result<std::set<std::string>> tests_in_file(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return tl::unexpected(text.error());
  return tests_in_text(*text);
}

}  // namespace

std::set<std::string> tests_in_text(const std::string& source) {
  static const std::regex definition(R"(\bTEST(?:_F)?\s*\(\s*(\w+)\s*,\s*(\w+)\s*\))");
  std::set<std::string> names;
  const std::string code = code_of(source);
  for (std::sregex_iterator at(code.begin(), code.end(), definition); at != std::sregex_iterator(); ++at)
    names.insert((*at)[1].str() + "." + (*at)[2].str());
  return names;
}

Result<void> check_hidden_tests(const Exercise& exercise, const Rubric& rubric) {
  if (exercise.hidden_tests.empty()) return {};
  const auto open = tests_in_file(exercise.tests);
  if (!open) return tl::unexpected(open.error());
  const auto hidden = tests_in_file(exercise.hidden_tests);
  if (!hidden) return tl::unexpected(hidden.error());
  for (const Criterion& criterion : rubric.criteria)
    for (const TestWeight& test : criterion.tests) {
      if (!criterion.hidden && hidden->contains(test.name))
        return input_error(
            "{}:{}:{}: `{}` is in {}, which students do not get: put it into a criterion with `hidden: true`",
            exercise.rubric.string(), test.line, test.column, test.name, exercise.hidden_tests.filename().string());
      if (criterion.hidden && open->contains(test.name))
        return input_error("{}:{}:{}: `{}` is in {}, and `{}` is hidden: move the test to hidden_tests.cpp",
                           exercise.rubric.string(), test.line, test.column, test.name,
                           exercise.tests.filename().string(), criterion.id);
    }
  return {};
}

}  // namespace parcours
