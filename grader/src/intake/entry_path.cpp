#include "intake/entry_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "util/text.hpp"
#include "util/utf8.hpp"

namespace parcours {
namespace {

/// The upper half of code page 437, in which zips of the old kind write names.
constexpr char32_t code_page_437[] =
    U"ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
    U"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";
static_assert(std::size(code_page_437) == 128 + 1);

std::string from_code_page_437(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(text, byte < 0x80 ? byte : code_page_437[byte - 0x80]);
  }
  return text;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string shown(std::string_view bytes, std::size_t most) {
  std::string text;
  while (!bytes.empty()) {
    if (text.size() >= most) return text + "…";
    const CodePoint point = decode_utf8(bytes);
    if (point.valid && !is_hidden(point.value))
      text += bytes.substr(0, point.bytes);
    else
      for (const char c : bytes.substr(0, point.bytes)) text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    bytes.remove_prefix(point.bytes);
  }
  return text;
}

EntryPath read_entry_path(std::string_view bytes, bool zip, const PathBounds& bounds) {
  if (bytes.size() > bounds.bytes) return {shown(bytes), fmt::format("its path has more than {} bytes", bounds.bytes)};
  std::string text = zip && !is_utf8(bytes) ? from_code_page_437(bytes) : std::string(bytes);
  std::replace(text.begin(), text.end(), '\\', '/');
  std::string_view rest = text;
  if (rest.size() >= 2 && is_letter(rest[0]) && rest[1] == ':') rest.remove_prefix(2);
  EntryPath path;
  std::size_t depth = 0;
  for (const std::string& part : split(rest, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") return {shown(text), "its path has .. in it, which leads out of its folder"};
    path.text += (depth++ == 0 ? "" : "/") + shown(part, std::string_view::npos);
  }
  if (depth == 0) return {shown(text), "it has no name that can be read"};
  if (depth > bounds.depth) return {shown(text), fmt::format("it lies more than {} folders deep", bounds.depth - 1)};
  return path;
}

bool is_junk(std::string_view path) {
  const std::vector<std::string> parts = split(path, '/');
  for (const std::string& part : parts)
    for (const char* folder : {"__MACOSX", ".git", ".svn", ".hg"})
      if (part == folder) return true;
  const std::string& name = parts.back();
  return name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini" || name.starts_with("._");
}

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace parcours
