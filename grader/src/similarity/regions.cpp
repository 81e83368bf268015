#include "similarity/regions.hpp"

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace parcours {
namespace {

/// Shorter ones are left out, such as what remains of a stretch beside another one.
constexpr std::size_t fewest_tokens = gram_length / 2;

/// So many tokens that differ may be in the middle of a stretch.
constexpr std::size_t longest_gap = gram_length / 2;

/// So many places of a fingerprint in one program are looked at: of a text that repeats itself, enough to see it.
constexpr std::size_t most_places = 4;

/// `length` tokens of a from a.at on, and as many of b.
struct Stretch {
  std::size_t a = 0;
  std::size_t b = 0;
  std::size_t length = 0;
};

bool is_shorter(const Stretch& x, const Stretch& y) {
  return std::make_tuple(x.length, y.a, y.b) < std::make_tuple(y.length, x.a, x.b);
}

/// Positions at which both have the same fingerprint, by diagonal and position.
std::vector<Stretch> hits(const MarkedProgram& a, const MarkedProgram& b, const std::vector<GramHash>& common) {
  std::unordered_map<GramHash, std::vector<std::size_t>> places;
  for (const Fingerprint& print : a.prints) {
    if (std::binary_search(common.begin(), common.end(), print.hash)) continue;
    std::vector<std::size_t>& of_this = places[print.hash];
    if (of_this.size() < most_places) of_this.push_back(print.position);
  }
  std::unordered_map<GramHash, std::size_t> seen;
  std::vector<Stretch> found;
  for (const Fingerprint& print : b.prints) {
    const auto of_this = places.find(print.hash);
    if (of_this == places.end() || ++seen[print.hash] > most_places) continue;
    for (const std::size_t at : of_this->second) found.push_back({at, print.position, gram_length});
  }
  std::sort(found.begin(), found.end(), [](const Stretch& x, const Stretch& y) {
    return std::make_tuple(x.a + y.b, x.a) < std::make_tuple(y.a + x.b, y.a);
  });
  return found;
}

/// As far as the tokens are the same in both directions, but not to before `from` in a.
Stretch extended(Stretch hit, const std::string& a, const std::string& b, std::size_t from) {
  while (hit.a > from && hit.b > 0 && a[hit.a - 1] == b[hit.b - 1]) {
    --hit.a;
    --hit.b;
    ++hit.length;
  }
  while (hit.a + hit.length < a.size() && hit.b + hit.length < b.size() &&
         a[hit.a + hit.length] == b[hit.b + hit.length])
    ++hit.length;
  return hit;
}

std::vector<Stretch> stretches(const MarkedProgram& a, const MarkedProgram& b, const std::vector<GramHash>& common) {
  std::vector<Stretch> found;
  for (const Stretch& hit : hits(a, b, common)) {
    const bool same_diagonal = !found.empty() && found.back().a + hit.b == hit.a + found.back().b;
    const std::size_t end = same_diagonal ? found.back().a + found.back().length : 0;
    if (hit.a + hit.length <= end) continue;
    const Stretch next = extended(hit, a.tokens.kinds, b.tokens.kinds, end);
    if (same_diagonal && next.a - end <= longest_gap)
      found.back().length = next.a + next.length - found.back().a;
    else
      found.push_back(next);
  }
  return found;
}

/// Which tokens are part of code that was given.
std::vector<bool> given_tokens(const MarkedProgram& program, const std::unordered_set<GramHash>& given) {
  std::vector<bool> marks(program.tokens.kinds.size());
  std::size_t marked = 0;
  for (std::size_t i = 0; i < program.grams.size(); ++i) {
    if (!given.contains(program.grams[i])) continue;
    for (marked = std::max(marked, i); marked < i + gram_length; ++marked) marks[marked] = true;
  }
  return marks;
}

/// The parts of the stretch without what was given.
void add_parts(const Stretch& whole, const std::vector<bool>& given, std::vector<Stretch>& parts) {
  const std::size_t end = whole.a + whole.length;
  for (std::size_t at = whole.a; at < end;) {
    std::size_t next = at;
    while (next < end && given[next] == given[at]) ++next;
    if (!given[at]) parts.push_back({at, whole.b + (at - whole.a), next - at});
    at = next;
  }
}

/// The longer of the parts before and after the lines `first` to `last`, all of it where it has none of them. `start`:
/// the stretch's first token on the side that is looked at.
Stretch beside(Stretch stretch, std::size_t start, const std::vector<int>& lines, int first, int last) {
  const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(start);
  const auto end = begin + static_cast<std::ptrdiff_t>(stretch.length);
  const auto before = static_cast<std::size_t>(std::lower_bound(begin, end, first) - begin);
  const auto after = static_cast<std::size_t>(end - std::upper_bound(begin, end, last));
  if (before >= after) return {stretch.a, stretch.b, before};
  return {stretch.a + stretch.length - after, stretch.b + stretch.length - after, after};
}

SimilarRegion lines_of(const Stretch& stretch, const std::vector<int>& a, const std::vector<int>& b) {
  return {a[stretch.a], a[stretch.a + stretch.length - 1], b[stretch.b], b[stretch.b + stretch.length - 1]};
}

}  // namespace

MarkedProgram mark(const std::string& source, const std::unordered_set<GramHash>& given) {
  MarkedProgram program{program_tokens(source), {}, {}};
  program.grams = gram_hashes(program.tokens.kinds);
  program.prints = winnow(program.grams, given);
  return program;
}

std::vector<SimilarRegion> matching_regions(const MarkedProgram& a, const MarkedProgram& b,
                                            const std::unordered_set<GramHash>& given,
                                            const std::vector<GramHash>& common) {
  const std::vector<int>& a_lines = a.tokens.lines;
  const std::vector<int>& b_lines = b.tokens.lines;
  const std::vector<bool> given_in_a = given_tokens(a, given);
  std::vector<Stretch> parts;
  for (const Stretch& stretch : stretches(a, b, common)) add_parts(stretch, given_in_a, parts);
  std::sort(parts.rbegin(), parts.rend(), is_shorter);
  if (parts.size() > 4 * most_regions) parts.resize(4 * most_regions);
  std::priority_queue<Stretch, std::vector<Stretch>, decltype(&is_shorter)> waiting(is_shorter, std::move(parts));
  std::vector<SimilarRegion> kept;
  while (!waiting.empty() && kept.size() < most_regions) {
    const Stretch longest = waiting.top();
    waiting.pop();
    Stretch rest = longest;
    for (const SimilarRegion& region : kept) {
      rest = beside(rest, rest.a, a_lines, region.a_first, region.a_last);
      rest = beside(rest, rest.b, b_lines, region.b_first, region.b_last);
    }
    if (rest.length < fewest_tokens) continue;
    if (rest.length < longest.length)
      waiting.push(rest);
    else
      kept.push_back(lines_of(rest, a_lines, b_lines));
  }
  std::sort(kept.begin(), kept.end(),
            [](const SimilarRegion& x, const SimilarRegion& y) { return x.a_first < y.a_first; });
  return kept;
}

}  // namespace parcours
