#include "util/timestamp.hpp"

#include <chrono>
#include <optional>

#include "util/text.hpp"

namespace parcours {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t year_10000 = 253'402'300'800;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What is left of the text, taken from its front.
class Rest {
 public:
  explicit Rest(std::string_view text) : text_(text) {}

  [[nodiscard]] bool empty() const { return text_.empty(); }

  bool take(std::string_view what) {
    if (!text_.starts_with(what)) return false;
    text_.remove_prefix(what.size());
    return true;
  }

  std::optional<int> number(std::size_t digits) {
    if (text_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(text_[i])) return std::nullopt;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    return value;
  }

  void drop_digits() {
    while (!text_.empty() && is_digit(text_.front())) text_.remove_prefix(1);
  }

 private:
  std::string_view text_;
};

/// Days since 1970.
std::optional<std::int64_t> date(Rest& rest) {
  const auto year = rest.number(4);
  if (!year || !rest.take("-")) return std::nullopt;
  const auto month = rest.number(2);
  if (!month || !rest.take("-")) return std::nullopt;
  const auto day_of_month = rest.number(2);
  if (!day_of_month) return std::nullopt;
  const year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day_of_month))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date).time_since_epoch().count();
}

/// Seconds since midnight.
std::optional<std::int64_t> time_of_day(Rest& rest) {
  const auto hours = rest.number(2);
  if (!hours || !rest.take(":")) return std::nullopt;
  const auto minutes = rest.number(2);
  if (!minutes) return std::nullopt;
  int seconds = 0;
  if (rest.take(":")) {
    const auto given = rest.number(2);
    if (!given) return std::nullopt;
    seconds = *given;
    if (rest.take(".") || rest.take(",")) {
      if (!rest.number(1)) return std::nullopt;
      rest.drop_digits();
    }
  }
  if (*minutes > 59 || seconds > 59 || *hours > 24 || (*hours == 24 && *minutes + seconds > 0)) return std::nullopt;
  return *hours * hour + *minutes * minute + seconds;
}

/// How many seconds its clocks are ahead of UTC.
std::optional<std::int64_t> zone(Rest& rest) {
  if (rest.empty()) return 0;
  for (const char* utc : {"Z", "z", "UTC", "GMT"})
    if (rest.take(utc)) return 0;
  const bool west = rest.take("-");
  if (!west && !rest.take("+")) return std::nullopt;
  const auto hours = rest.number(2);
  if (!hours) return std::nullopt;
  std::optional<int> minutes = 0;
  if (rest.take(":") || !rest.empty()) minutes = rest.number(2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t ahead = *hours * hour + *minutes * minute;
  return west ? -ahead : ahead;
}

std::optional<std::int64_t> instant(std::string_view text) {
  Rest rest(text);
  const auto days = date(rest);
  if (!days) return std::nullopt;
  if (rest.empty()) return *days * day + day - 1;
  if (!rest.take("T") && !rest.take("t") && !rest.take(" ")) return std::nullopt;
  const auto seconds = time_of_day(rest);
  if (!seconds) return std::nullopt;
  rest.take(" ");
  const auto ahead = zone(rest);
  if (!ahead || !rest.empty()) return std::nullopt;
  return *days * day + *seconds - *ahead;
}

}  // namespace

Result<std::int64_t> parse_timestamp(std::string_view text) {
  const auto seconds = instant(trim(text));
  if (!seconds || *seconds < 0 || *seconds >= year_10000)
    return input_error("`{}` is not a time; write 2026-11-26, 2026-11-26T23:59 (UTC) or 2026-11-26T23:59+01:00", text);
  return *seconds;
}

std::string timestamp_text(std::int64_t seconds) {
  const std::int64_t days = seconds / day;
  const std::int64_t rest = seconds % day;
  const year_month_day date{sys_days(std::chrono::days(days))};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / hour,
                     rest % hour / minute, rest % minute);
}

}  // namespace parcours
