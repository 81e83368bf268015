#include "inspect/ir.hpp"

#include <charconv>
#include <functional>
#include <map>

namespace parcours {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '$' ||
         c == '-';
}

void each_line(std::string_view text, const std::function<void(std::string_view)>& visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// Text in quotes with \XX for bytes, from the quote at `at` on; `at` moves past the closing one.
std::string quoted(std::string_view line, std::size_t& at) {
  std::string text;
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] != '\\' || at + 2 >= line.size()) {
      text += line[at];
      continue;
    }
    unsigned value = 0;
    const auto [end, error] = std::from_chars(line.data() + at + 1, line.data() + at + 3, value, 16);
    if (error == std::errc() && end == line.data() + at + 3) {
      text += static_cast<char>(value);
      at += 2;
    } else {
      text += line[at];
    }
  }
  ++at;
  return text;
}

/// The name after the '@' at `at`; \1 at its start, which tells the compiler to leave it alone, is dropped.
std::string global_name(std::string_view line, std::size_t& at) {
  ++at;
  if (at < line.size() && line[at] == '"') {
    std::string name = quoted(line, at);
    if (name.starts_with('\1')) name.erase(0, 1);
    return name;
  }
  const std::size_t start = at;
  while (at < line.size() && is_name_char(line[at])) ++at;
  return std::string(line.substr(start, at - start));
}

int number_after(std::string_view line, std::string_view key) {
  const std::size_t at = line.find(key);
  if (at == std::string_view::npos) return -1;
  int value = -1;
  std::from_chars(line.data() + at + key.size(), line.data() + line.size(), value);
  return value;
}

std::string text_after(std::string_view line, std::string_view key) {
  std::size_t at = line.find(key);
  if (at == std::string_view::npos) return {};
  at += key.size() - 1;
  return quoted(line, at);
}

/// Without the ".53" by which the compiler tells apart types of one name; a value's name may be a number alone.
std::string without_number(std::string name) {
  const std::size_t dot = name.rfind('.');
  if (dot != std::string::npos && dot > 0 && name.find_first_not_of("0123456789", dot + 1) == std::string::npos)
    name.resize(dot);
  return name;
}

bool is_private_constant(std::string_view name) {
  return name.starts_with(".str") || name.starts_with("__const.") || name.starts_with("__PRETTY_FUNCTION__") ||
         name.starts_with("switch.table") || name.starts_with("constinit");
}

class Parser {
 public:
  IrModule parse(std::string_view text) {
    each_line(text, [&](std::string_view line) { take(line); });
    for (auto& [function, references] : pending_) resolve(function, references);
    return std::move(module_);
  }

 private:
  struct References {
    int attributes = -1;
    int location = -1;
  };
  struct Subprogram {
    int file = -1;
    int line = 0;
  };

  void take(std::string_view line) {
    if (in_body_) {
      if (line.starts_with("}"))
        in_body_ = false;
      else
        body_line(line);
      return;
    }
    if (line.starts_with("define "))
      definition(line);
    else if (line.starts_with("@"))
      global(line);
    else if (line.starts_with("module asm "))
      assembly(line);
    else if (line.starts_with("attributes #"))
      attributes(line);
    else if (line.starts_with("!"))
      metadata(line);
  }

  void definition(std::string_view line) {
    std::size_t at = line.find('@');
    if (at == std::string_view::npos) return;
    IrFunction function;
    function.name = global_name(line, at);
    // Behind the parameters, whose own attributes have no number.
    const std::string_view rest = line.substr(at);
    References references{number_after(rest, " #"), number_after(rest, "!dbg !")};
    pending_.emplace_back(std::move(function), references);
    in_body_ = true;
  }

  void body_line(std::string_view line) {
    IrFunction& function = pending_.back().first;
    std::string& body = function.body;
    if (const std::size_t at = line.find(" asm "); at != std::string_view::npos && line.find("call") < at) {
      const std::size_t quote = line.find('"', at);
      std::size_t from = quote;
      if (quote != std::string_view::npos) function.assembly.push_back(quoted(line, from));
    }
    for (std::size_t at = 0; at < line.size();) {
      const char c = line[at];
      if (c == '"') {
        body += quoted(line, at);
      } else if (c == '@') {
        const std::string name = global_name(line, at);
        function.uses.insert(name);
        body += is_private_constant(name) ? "@constant" : "@" + without_number(name);
      } else if (c == '%') {
        ++at;
        const bool in_quotes = at < line.size() && line[at] == '"';
        const std::size_t start = at;
        std::string name;
        if (in_quotes) {
          name = quoted(line, at);
        } else {
          while (at < line.size() && (is_name_char(line[at]) || line[at] == ':')) ++at;
          name = line.substr(start, at - start);
        }
        body += "%" + without_number(std::move(name));
      } else if ((c == '!' || c == '#') && at + 1 < line.size() && is_digit(line[at + 1])) {
        ++at;
        while (at < line.size() && is_digit(line[at])) ++at;
        body += c;
      } else if (c == ';') {
        break;  // a comment of the compiler's
      } else {
        body += c;
        ++at;
      }
    }
    body += '\n';
  }

  void global(std::string_view line) {
    std::size_t at = 0;
    std::string name = global_name(line, at);
    // What it is stands before its value, which may hold anything in quotes.
    const std::string_view kind = line.substr(std::min(at, line.size()), 160);
    const bool variable =
        kind.find(" global ") != std::string_view::npos || kind.find(" constant ") != std::string_view::npos;
    if (!variable && (kind.find(" alias ") != std::string_view::npos || kind.find(" ifunc ") != std::string_view::npos))
      module_.aliases.push_back(std::move(name));
    else if (const std::size_t section = line.rfind(", section \"");
             section != std::string_view::npos && !name.starts_with("llvm."))
      module_.placed.push_back({std::move(name), text_after(line.substr(section), "section \"")});
  }

  void assembly(std::string_view line) {
    std::size_t at = line.find('"');
    if (at != std::string_view::npos) module_.assembly += quoted(line, at) + "\n";
  }

  void attributes(std::string_view line) {
    const int number = number_after(line, "attributes #");
    const auto has = [&](std::string_view word) {
      for (std::size_t at = 0; (at = line.find(word, at)) != std::string_view::npos; at += word.size()) {
        const std::size_t end = at + word.size();
        if (line[at - 1] == ' ' && (end == line.size() || line[end] == ' ')) return true;
      }
      return false;
    };
    const bool seen = has("sanitize_thread") || has("sanitize_address");
    if (seen && !has("disable_sanitizer_instrumentation") && !has("naked")) checked_.insert(number);
  }

  void metadata(std::string_view line) {
    int number = -1;
    std::from_chars(line.data() + 1, line.data() + line.size(), number);
    if (line.find("!DISubprogram(") != std::string_view::npos)
      subprograms_[number] = {number_after(line, ", file: !"), number_after(line, ", line: ")};
    else if (line.find("!DIFile(") != std::string_view::npos)
      files_[number] = text_after(line, "filename: \"");
  }

  void resolve(IrFunction& function, const References& references) {
    function.checked = checked_.contains(references.attributes);
    if (const auto found = subprograms_.find(references.location); found != subprograms_.end()) {
      if (const auto file = files_.find(found->second.file); file != files_.end()) function.file = file->second;
      function.line = std::max(found->second.line, 0);
    }
    module_.functions.push_back(std::move(function));
  }

  IrModule module_;
  std::vector<std::pair<IrFunction, References>> pending_;
  bool in_body_ = false;
  std::set<int> checked_;
  std::map<int, Subprogram> subprograms_;
  std::map<int, std::string> files_;
};

}  // namespace

IrModule parse_ir(std::string_view text) { return Parser().parse(text); }

}  // namespace parcours
