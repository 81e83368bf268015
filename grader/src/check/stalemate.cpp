#include "check/stalemate.hpp"

#include <sstream>

#include "check/places.hpp"

namespace parcours {
namespace {

// As grader/runtime/ranks/wait_board.hpp has them.
constexpr int nobody = -1;
constexpr int anybody = -2;
constexpr int any_tag = -1;

constexpr std::size_t most_ranks = 64;

struct RankWait {
  int rank = 0;
  int peer = nobody;
  int tag = any_tag;
  std::string call;
  std::vector<Address> stack;
};

std::vector<RankWait> read_waits(const std::string& packet) {
  std::vector<RankWait> waits;
  std::istringstream lines(packet);
  std::string line;
  std::getline(lines, line);  // "stuck"
  while (std::getline(lines, line) && waits.size() < most_ranks) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    RankWait wait;
    std::istringstream words(line.substr(0, tab));
    if (!(words >> wait.rank >> wait.peer >> wait.tag)) continue;
    std::getline(words >> std::ws, wait.call);
    std::istringstream addresses(line.substr(tab + 1));
    wait.stack = read_addresses(addresses);
    waits.push_back(std::move(wait));
  }
  return waits;
}

/// "rank 0 waits in MPI_Recv, for a message from rank 1 (tag 7)"
std::string sentence(const RankWait& wait) {
  if (!wait.call.starts_with("MPI_")) return fmt::format("rank {} has come to {}", wait.rank, wait.call);
  const bool sends = wait.call.ends_with("end");  // MPI_Send, MPI_Ssend
  std::string text = fmt::format("rank {} waits in {}", wait.rank, wait.call);
  if (wait.peer == nobody) return text;
  if (wait.peer == anybody)
    text += ", for a message from any rank";
  else
    text += sends ? fmt::format(", for rank {} to receive", wait.peer)
                  : fmt::format(", for a message from rank {}", wait.peer);
  if (wait.tag != any_tag) text += fmt::format(" (tag {})", wait.tag);
  return text;
}

}  // namespace

Result<void> explain_stalemate(Sandbox& sandbox, const CrashContext& context, const std::string& packet,
                               Finding& deadlock) {
  const std::vector<RankWait> waits = read_waits(packet);
  std::set<Address> addresses;
  for (const RankWait& wait : waits) addresses.insert(wait.stack.begin(), wait.stack.end());
  const auto places = symbolize(sandbox, context.symbolizer, context.program, addresses);
  if (!places) return tl::unexpected(places.error());
  deadlock.message = "The ranks stopped for good: each waits, and nobody does what would let another go on.";
  deadlock.advice =
      "For each rank ask: which call of which other rank would let it go on? A send may wait until its message is "
      "received: two ranks that both send first wait for each other (MPI_Sendrecv, or one of them receives first).";
  for (const RankWait& wait : waits) {
    const Place place = place_of(wait.stack, *places, context.header);
    deadlock.steps.push_back({sentence(wait), place.location});
    if (deadlock.location.line == 0 && place.location.file == context.header) deadlock.location = place.location;
  }
  return {};
}

}  // namespace parcours
