#include "util/csv.hpp"

#include <array>

namespace parcours {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return text;
}

class Reader {
 public:
  Reader(std::string_view text, char separator, const std::string& where)
      : text_(text), separator_(separator), where_(where) {}

  Result<std::vector<CsvRow>> run() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row{line_, {}};
      bool more = true;
      while (more) {
        auto field = read_field();
        if (!field) return tl::unexpected(field.error());
        row.fields.push_back(std::move(*field));
        more = at_ < text_.size() && text_[at_] == separator_;
        if (more) ++at_;
      }
      take_line_end();
      if (row.fields.size() > 1 || !row.fields[0].empty()) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  Result<std::string> read_field() {
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted();
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_field(text_[at_])) ++at_;
    std::string field(text_.substr(begin, at_ - begin));
    if (field.find('\0') != std::string::npos) return zero_byte(line_);
    return field;
  }

  Result<std::string> read_quoted() {
    const int begin = line_;
    std::string field;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\0') return zero_byte(line_);
      if (c == '"') {
        ++at_;
        if (at_ == text_.size() || ends_field(text_[at_])) return field;
        if (text_[at_] != '"')
          return input_error("{}:{}: text follows a closing quote; write a quote inside a field twice", where_, line_);
      } else if (c == '\n' || (c == '\r' && !(at_ + 1 < text_.size() && text_[at_ + 1] == '\n'))) {
        ++line_;
      }
      field += c;
    }
    return input_error("{}:{}: the quote that begins a field here is not closed", where_, begin);
  }

  [[nodiscard]] tl::unexpected<Error> zero_byte(int line) const {
    return input_error("{}:{}: holds a byte of zero, so it is no text in UTF-8; save it as CSV in UTF-8", where_, line);
  }

  [[nodiscard]] bool ends_field(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

  void take_line_end() {
    if (at_ == text_.size()) return;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  std::string_view text_;
  char separator_;
  const std::string& where_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

char csv_separator(std::string_view text) {
  constexpr std::array separators{',', ';', '\t'};
  std::array<int, separators.size()> count{};
  bool quoted = false;
  bool begun = false;
  for (const char c : without_mark(text)) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') {
      if (begun) break;
      continue;
    }
    begun = true;
    for (std::size_t i = 0; i < separators.size(); ++i) count[i] += c == separators[i] ? 1 : 0;
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < separators.size(); ++i)
    if (count[i] > count[best]) best = i;
  return separators[best];
}

Result<std::vector<CsvRow>> parse_csv(std::string_view text, const std::string& where) {
  return Reader(without_mark(text), csv_separator(text), where).run();
}

std::string csv_field(std::string_view field) {
  const bool blank_at_end = !field.empty() && (field.front() == ' ' || field.back() == ' ');
  if (!blank_at_end && field.find_first_of(",;\t\"\r\n") == std::string_view::npos) return std::string(field);
  std::string text = "\"";
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

}  // namespace parcours
