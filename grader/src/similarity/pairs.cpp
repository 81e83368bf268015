#include "similarity/pairs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>

namespace parcours {
namespace {

/// Which texts have which fingerprint, without common ones and those that only one text has.
class Index {
 public:
  explicit Index(const std::vector<std::vector<GramHash>>& prints) : own_(prints.size()), groups_of_(prints.size()) {
    std::vector<Posting> postings;
    for (std::size_t text = 0; text < prints.size(); ++text) {
      own_[text] = prints[text].size();
      for (const GramHash hash : prints[text]) postings.push_back({hash, static_cast<std::uint32_t>(text)});
    }
    std::sort(postings.begin(), postings.end(),
              [](const Posting& x, const Posting& y) { return std::tie(x.hash, x.text) < std::tie(y.hash, y.text); });
    const std::size_t most = std::max(fewest_that_make_common, prints.size() / 4);
    for (std::size_t begin = 0, end = 0; begin < postings.size(); begin = end) {
      while (end < postings.size() && postings[end].hash == postings[begin].hash) ++end;
      if (end - begin > most) {
        common_.push_back(postings[begin].hash);
        for (std::size_t i = begin; i < end; ++i) --own_[postings[i].text];
      } else if (end - begin > 1) {
        for (std::size_t i = begin; i < end; ++i) {
          groups_of_[postings[i].text].push_back(members_.size() - (i - begin));
          members_.push_back(postings[i].text);
        }
      }
    }
  }

  [[nodiscard]] const std::vector<GramHash>& common() const { return common_; }

  /// How many fingerprints of its own the text has.
  [[nodiscard]] std::size_t own(std::size_t text) const { return own_[text]; }

  /// Adds to shared[a], for each a < b, how many fingerprints it has in common with b. `touched`: those that were 0.
  void count_shared(std::size_t b, std::vector<std::size_t>& shared, std::vector<std::size_t>& touched) const {
    for (const std::size_t group : groups_of_[b]) {
      for (std::size_t i = group; members_[i] < b; ++i) {
        if (shared[members_[i]]++ == 0) touched.push_back(members_[i]);
      }
    }
  }

 private:
  struct Posting {
    GramHash hash = 0;
    std::uint32_t text = 0;
  };

  std::vector<GramHash> common_;
  std::vector<std::size_t> own_;
  std::vector<std::uint32_t> members_;               ///< the texts that share a fingerprint, group after group
  std::vector<std::vector<std::size_t>> groups_of_;  ///< of a text: where in members_ its groups begin
};

/// How often each share occurs, to a thousandth.
class Shares {
 public:
  void add(double share, std::size_t times = 1) { counts_[bin(share)] += times; }

  /// From where on a pair is one to look at.
  [[nodiscard]] double bar() const {
    constexpr std::size_t enough_pairs = 28;  // eight texts
    constexpr double deviations = 6;
    constexpr double of_normal = 1.4826;  // the standard deviation, in median absolute deviations
    std::size_t all = 0;
    for (const std::size_t count : counts_) all += count;
    if (all < enough_pairs) return least_share;
    const std::size_t middle = median(counts_, all);
    Counts distances{};
    for (std::size_t i = 0; i < counts_.size(); ++i) distances[i > middle ? i - middle : middle - i] += counts_[i];
    const double deviation = of_normal * static_cast<double>(median(distances, all));
    return std::clamp((static_cast<double>(middle) + deviations * deviation) / bins, least_share, certain_share);
  }

 private:
  static constexpr std::size_t bins = 1000;
  using Counts = std::array<std::size_t, bins + 1>;

  static std::size_t bin(double share) { return static_cast<std::size_t>(std::lround(share * bins)); }

  static std::size_t median(const Counts& counts, std::size_t all) {
    std::size_t seen = 0;
    std::size_t at = 0;
    while (at < bins && (seen += counts[at]) * 2 < all) ++at;
    return at;
  }

  Counts counts_{};
};

bool comes_first(const FingerprintPair& x, const FingerprintPair& y) {
  return std::make_tuple(-x.share, x.a, x.b) < std::make_tuple(-y.share, y.a, y.b);
}

void keep_first(std::vector<FingerprintPair>& pairs, std::size_t at_most) {
  std::sort(pairs.begin(), pairs.end(), comes_first);
  if (pairs.size() > at_most) pairs.resize(at_most);
}

}  // namespace

FoundPairs find_pairs(const std::vector<std::vector<GramHash>>& prints, std::size_t at_most) {
  const Index index(prints);
  FoundPairs found{{}, index.common()};
  Shares shares;
  std::vector<std::size_t> shared(prints.size());
  std::vector<std::size_t> touched;
  std::size_t before = 0;  // texts that are large enough
  for (std::size_t b = 0; b < prints.size(); ++b) {
    if (index.own(b) < fewest_fingerprints) continue;
    touched.clear();
    index.count_shared(b, shared, touched);
    std::size_t without = before;  // those with nothing in common
    for (const std::size_t a : touched) {
      const auto in_common = static_cast<double>(std::exchange(shared[a], 0));
      const std::size_t smaller = std::min(index.own(a), index.own(b));
      if (smaller < fewest_fingerprints) continue;
      const double share = in_common / static_cast<double>(smaller);
      shares.add(share);
      --without;
      if (share >= least_share) found.pairs.push_back({a, b, share});
    }
    shares.add(0, without);
    ++before;
    if (found.pairs.size() / 2 > at_most) keep_first(found.pairs, at_most);
  }
  keep_first(found.pairs, at_most);
  const double bar = shares.bar();
  const auto below = std::find_if(found.pairs.begin(), found.pairs.end(),
                                  [&](const FingerprintPair& pair) { return pair.share < bar; });
  found.pairs.erase(below, found.pairs.end());
  return found;
}

}  // namespace parcours
