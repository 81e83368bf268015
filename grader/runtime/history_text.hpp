#pragma once
#include <string>
#include <vector>

#include "parcours/linearizable.hpp"

namespace parcours::detail {

/// The calls of `shown` as rows in the order of time, a column for each thread. Calls that return after `end` are drawn
/// as still running. At most some 3000 bytes: what came first is left out.
[[nodiscard]] std::string draw(const std::vector<Interval>& calls, const std::vector<std::size_t>& shown,
                               std::uint64_t end, const ModelStack& model);

}  // namespace parcours::detail
