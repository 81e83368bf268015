#include "check/places.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace parcours {
namespace {

constexpr std::size_t most_addresses = 64;

/// The field as T, or a default where it is missing or of another type: what is in a program's tables is untrusted.
template <class T>
T field(const nlohmann::json& object, const char* name) {
  const auto at = object.is_object() ? object.find(name) : object.end();
  if (at == object.end()) return {};
  if constexpr (std::is_same_v<T, std::string>)
    return at->is_string() ? at->template get<std::string>() : T{};
  else
    return at->is_number_integer() ? at->template get<T>() : T{};
}

}  // namespace

std::vector<Address> read_addresses(std::istream& line) {
  std::vector<Address> all;
  for (std::string word; line >> word;) {
    char* end = nullptr;
    const Address address = std::strtoull(word.c_str(), &end, 16);
    if (end != word.c_str() && address != 0 && all.size() < most_addresses) all.push_back(address - 1);
  }
  return all;
}

Result<Places> symbolize(Sandbox& sandbox, const std::filesystem::path& symbolizer,
                         const std::filesystem::path& program, const std::set<Address>& wanted) {
  Places places;
  if (symbolizer.empty() || wanted.empty()) return places;
  std::vector<std::string> argv{symbolizer.string(), "--output-style=JSON", "--obj=" + program.string()};
  for (const Address address : wanted) argv.push_back(fmt::format("0x{:x}", address));
  Limits limits;
  limits.output_bytes = 32ULL << 20;
  const auto outcome =
      sandbox.run({.argv = std::move(argv), .environment = {}, .folder = "/tmp", .mounts = {{program, false}}}, limits);
  if (!outcome) return tl::unexpected(outcome.error());
  const auto json = nlohmann::json::parse(outcome->output, nullptr, false);
  if (!json.is_array()) return places;
  for (const auto& entry : json) {
    const auto symbols = entry.is_object() ? entry.find("Symbol") : entry.end();
    if (symbols == entry.end() || !symbols->is_array()) continue;
    auto& at = places[std::strtoull(field<std::string>(entry, "Address").c_str(), nullptr, 16)];
    for (const auto& symbol : *symbols)
      at.push_back({field<std::string>(symbol, "FunctionName"),
                    {std::filesystem::path(field<std::string>(symbol, "FileName")).filename().string(),
                     field<int>(symbol, "Line"), field<int>(symbol, "Column")}});
  }
  return places;
}

namespace {

/// A file of an exercise's own.
bool is_tests(const std::string& file) {
  return file == "tests.cpp" || file == "hidden_tests.cpp" || file == "scenarios.cpp";
}

}  // namespace

Place place_of(const std::vector<Address>& stack, const Places& places, const std::string& header) {
  for (const bool in_header : {true, false})
    for (const Address address : stack) {
      const auto found = places.find(address);
      if (found == places.end()) continue;
      for (const Place& place : found->second) {
        const std::string& file = place.location.file;
        if (place.location.line > 0 && (in_header ? file == header : is_tests(file))) return place;
      }
    }
  return {};
}

std::string short_name(const std::string& function) {
  const bool lambda = function.find("::operator()") != std::string::npos &&
                      (function.find("$_") != std::string::npos || function.find("lambda") != std::string::npos);
  if (lambda || function.starts_with("operator()")) return "a lambda";
  std::string name;  // what is outside of <…>, up to the parameters
  int depth = 0;
  for (const char c : function) {
    if (c == '<') ++depth;
    if (depth == 0 && c == '(') break;
    if (depth == 0) name += c;
    if (c == '>') --depth;
  }
  name.erase(0, name.rfind(' ') == std::string::npos ? 0 : name.rfind(' ') + 1);  // a return type
  const std::size_t last = name.rfind("::");
  const std::size_t before = last == std::string::npos || last == 0 ? std::string::npos : name.rfind("::", last - 1);
  return before == std::string::npos ? name : name.substr(before + 2);
}

}  // namespace parcours
