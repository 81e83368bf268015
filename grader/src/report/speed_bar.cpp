#include "report/speed_bar.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "report/unicode.hpp"

namespace parcours {
namespace {

constexpr double least = 0.25;
constexpr double most = 2.0;

class Scale {
 public:
  /// The octaves get the same number of cells, so that the labels stand exactly.
  explicit Scale(int width) : octave_(std::max(2, (width - 5) / 3)) {}

  [[nodiscard]] std::size_t cells() const { return 3 * static_cast<std::size_t>(octave_) + 1; }

  [[nodiscard]] std::size_t cell(double ratio) const {
    if (!(ratio > least)) return 0;
    const double octaves = std::log2(std::min(ratio, most) / least);
    return static_cast<std::size_t>(std::lround(octaves * octave_));
  }

 private:
  int octave_;
};

}  // namespace

std::array<std::string, 2> speed_bar(const Speedup& speedup, int width) {
  const Scale scale(width);
  std::vector<std::string_view> bar(scale.cells(), "─");
  bar.front() = "├";
  bar.back() = "┤";
  bar[scale.cell(0.5)] = "┼";
  bar[scale.cell(1.0)] = "│";
  for (std::size_t i = scale.cell(speedup.low); i <= scale.cell(speedup.high); ++i) {
    bar[i] = i == scale.cell(1.0) ? "┿" : "━";
  }
  if (speedup.low < least) bar.front() = "◀";
  if (speedup.high > most) bar.back() = "▶";
  bar[scale.cell(speedup.ratio)] = "●";

  std::array<std::string, 2> rows;
  for (const auto& [ratio, label] :
       {std::pair{0.25, "0.25×"}, std::pair{0.5, "0.5×"}, std::pair{1.0, "1×"}, std::pair{2.0, "2×"}}) {
    const std::size_t start = scale.cell(ratio);
    const std::size_t used = code_points(rows[0]);
    if (used > 0 && start <= used) continue;
    rows[0].append(start - used, ' ').append(label);
  }
  for (const std::string_view cell : bar) rows[1] += cell;
  return rows;
}

}  // namespace parcours
