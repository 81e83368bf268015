// Tells the grader "wait ID MILLISECONDS\nWHAT" and "waited ID" (grader/src/check/waits.hpp).
#include "parcours/time_limit.hpp"

#include <atomic>
#include <string>

#include "channel.hpp"

namespace parcours {
namespace {

std::atomic<unsigned> next_id{1};
constexpr std::size_t longest_text = 200;

}  // namespace

TimeLimit::TimeLimit(std::chrono::milliseconds limit, std::string_view waiting_for)
    : id_(next_id.fetch_add(1, std::memory_order_relaxed)) {
  std::string packet = "wait " + std::to_string(id_) + " " + std::to_string(limit.count()) + "\n";
  packet += waiting_for.substr(0, longest_text);
  channel::send(packet);
}

TimeLimit::~TimeLimit() { channel::send("waited " + std::to_string(id_)); }

}  // namespace parcours
