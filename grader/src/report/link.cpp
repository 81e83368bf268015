#include "report/link.hpp"

#include <fmt/format.h>

namespace parcours {
namespace {

bool stays_in_link(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~' || c == '/';
}

}  // namespace

std::string link_to(std::string_view path) {
  std::string link = "./";
  for (const char c : path) {
    if (stays_in_link(c))
      link += c;
    else
      link += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return link;
}

}  // namespace parcours
