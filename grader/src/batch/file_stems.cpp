#include "batch/file_stems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr std::size_t longest = 100;

bool is_plain(unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; }

std::string stem_of(const std::string& id) {
  std::string stem;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    stem +=
        byte < 128 && is_plain(byte) && !(c == '.' && stem.empty()) ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return stem;
}

}  // namespace

std::vector<std::string> file_stems(const std::vector<std::string>& ids) {
  std::vector<std::string> stems;
  std::set<std::string> taken;
  for (const std::string& id : ids) {
    std::string stem = stem_of(id);
    // What is not unique by itself gets a mark that depends on the id alone, not on the order.
    const bool too_long = stem.size() > longest;
    if (too_long) stem.resize(longest - 17);
    if (too_long || stem.empty() || taken.contains(lower_case(stem))) stem += "-" + sha256(id).substr(0, 16);
    taken.insert(lower_case(stem));
    stems.push_back(std::move(stem));
  }
  return stems;
}

}  // namespace parcours
