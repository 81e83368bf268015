// Whether a submission is the same code in two of its programs.
#include <fmt/format.h>

#include <cctype>
#include <map>
#include <set>

#include "inspect/inspect.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

/// Without the numbers of values and blocks: "%17" is "%".
std::string without_numbers(std::string_view line) {
  std::string text;
  for (std::size_t at = 0; at < line.size(); ++at) {
    text += line[at];
    if (line[at] != '%') continue;
    while (at + 1 < line.size() && std::isdigit(static_cast<unsigned char>(line[at + 1])) != 0) ++at;
  }
  return text;
}

/// A function's instructions in blocks, the first one being where it begins.
struct Block {
  std::vector<std::string> lines;
  std::vector<std::string> next;  ///< labels of the blocks that may follow, but for those that an exception leads to
};

std::map<std::string, Block> blocks_of(const std::string& body) {
  constexpr std::string_view label = "label %";
  std::map<std::string, Block> blocks;
  std::string current;
  for (const std::string& line : split(body, '\n')) {
    if (!line.starts_with(' ')) {
      if (const std::size_t colon = line.find(':'); colon != std::string::npos) current = line.substr(0, colon);
      continue;
    }
    Block& block = blocks[current];
    const std::size_t unwind = line.find(" unwind label ");
    for (std::size_t at = 0; (at = line.find(label, at)) < unwind && at != std::string::npos;) {
      at += label.size();
      block.next.push_back(line.substr(at, line.find_first_of(", ]\n", at) - at));
    }
    block.lines.push_back(line);
  }
  return blocks;
}

/// What a function's code does where nothing throws. Which calls may throw clang may know or not, by the order in which
/// it comes to the functions; the rest depends on that.
std::string essence(const std::string& body) {
  const std::map<std::string, Block> blocks = blocks_of(body);
  std::set<std::string> reached;
  std::vector<std::string> open = {""};
  std::vector<std::string> order;
  while (!open.empty()) {
    const std::string at = open.back();
    open.pop_back();
    const auto block = blocks.find(at);
    if (block == blocks.end() || !reached.insert(at).second) continue;
    order.push_back(at);
    open.insert(open.end(), block->second.next.rbegin(), block->second.next.rend());
  }
  std::string text;
  for (const std::string& name : order) {
    for (const std::string& raw : blocks.at(name).lines) {
      std::string line = without_numbers(raw.substr(0, raw.find(", !dbg")));
      if (line.find(" = alloca ") != std::string::npos || line.starts_with("          to label ")) continue;
      if (const std::size_t at = line.find("invoke "); at != std::string::npos) line.replace(at, 6, "call");
      text += line + "\n";
    }
  }
  return text;
}

}  // namespace

std::vector<Finding> compare(const IrModule& tested, const IrModule& other, const std::string& when,
                             const Surroundings& around) {
  std::map<std::string, const IrFunction*> known;
  for (const IrFunction& function : tested.functions)
    if (is_students(function, around.header)) known[function.name] = &function;
  std::vector<Finding> findings;
  for (const IrFunction& function : other.functions) {
    const auto before = known.find(function.name);
    if (before == known.end() || before->second->body == function.body) continue;
    if (essence(before->second->body) == essence(function.body)) continue;
    Finding finding;
    finding.kind = FindingKind::tampering;
    finding.severity = Severity::review;
    finding.location = {around.header, function.line, 0};
    finding.message = fmt::format("This function is other code {} than in the tests.", when);
    findings.push_back(std::move(finding));
    break;
  }
  return findings;
}

}  // namespace parcours
