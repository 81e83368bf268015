#pragma once
// From addresses in a program to places in its source.
#include <cstdint>
#include <filesystem>
#include <istream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"
#include "verdict/finding.hpp"

namespace parcours {

using Address = std::uint64_t;

struct Place {
  std::string function;
  SourceLocation location;
};
using Places = std::map<Address, std::vector<Place>>;  ///< of each address the innermost inlined function first

/// The hexadecimal return addresses up to the end of `line`, each moved into its call; at most 64.
[[nodiscard]] std::vector<Address> read_addresses(std::istream& line);

/// Places of the addresses that have any. `symbolizer`: llvm-symbolizer; empty: no place is known. Errors:
/// Fault::machine.
[[nodiscard]] Result<Places> symbolize(Sandbox& sandbox, const std::filesystem::path& symbolizer,
                                       const std::filesystem::path& program, const std::set<Address>& wanted);

/// The innermost place of a stack in the student's file, else in the tests or scenarios, else an empty one.
[[nodiscard]] Place place_of(const std::vector<Address>& stack, const Places& places, const std::string& header);

/// A function as a student calls it: without namespaces, parameters and template arguments; "a lambda" for one.
[[nodiscard]] std::string short_name(const std::string& function);

}  // namespace parcours
