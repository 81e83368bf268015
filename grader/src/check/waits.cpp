#include "check/waits.hpp"

#include <algorithm>
#include <sstream>

namespace parcours {
namespace {

constexpr std::size_t most_at_a_time = 100;
constexpr std::size_t longest_text = 200;
constexpr std::chrono::milliseconds shortest_limit{2000};
constexpr std::chrono::milliseconds longest_limit{std::chrono::hours(24)};

}  // namespace

void Waits::take(const std::string& packet, Clock::time_point now) {
  std::istringstream text(packet);
  std::string verb;
  unsigned long id = 0;
  if (!(text >> verb >> id)) return;
  if (verb == "waited") {
    open_.erase(id);
    return;
  }
  long limit = 0;
  std::string what;
  if (!(text >> limit) || text.get() != '\n' || open_.size() >= most_at_a_time) return;
  std::getline(text, what);
  open_[id] = {what.substr(0, longest_text),
               std::clamp(std::chrono::milliseconds(limit), shortest_limit, longest_limit), now};
}

void Waits::postpone(Clock::duration time) {
  for (auto& [id, wait] : open_) wait.began += time;
}

const Wait* Waits::overdue(Clock::time_point now) const {
  const auto late = std::find_if(open_.begin(), open_.end(),
                                 [&](const auto& entry) { return now - entry.second.began > entry.second.limit; });
  return late == open_.end() ? nullptr : &late->second;
}

}  // namespace parcours
