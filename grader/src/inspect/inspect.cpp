#include "inspect/inspect.hpp"

#include <cxxabi.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>

namespace parcours {
namespace {

namespace fs = std::filesystem;

/// Assembly without effect on memory: hints to the processor, and the compiler barrier.
constexpr std::string_view harmless_assembly[] = {"", "nop", "pause", "rep; nop", "rep nop", "yield", "isb"};

/// Words by which assembly does what only a forger needs: system calls, files, sections, symbols.
constexpr std::string_view hostile_assembly[] = {"syscall",  "sysenter", "int ",   "int\t",   "svc",   ".incbin",
                                                 ".include", ".section", ".globl", ".global", ".weak", ".set",
                                                 ".symver",  ".text",    ".data",  "jmp",     "call"};

/// Sections whose content is executed, or holds addresses of what is.
constexpr std::string_view running_sections[] = {".text",  ".init",  ".fini", ".preinit",
                                                 ".ctors", ".dtors", ".plt",  ".got"};

struct Territory {
  std::string_view part;  ///< of a symbol's name
  std::string_view whose;
};

/// Whose symbols a submission has no business with.
constexpr Territory territories[] = {
    {"N7testing", "GoogleTest, which judges it"},
    {"NK7testing", "GoogleTest, which judges it"},
    {"FLAGS_gtest_", "GoogleTest's flags"},
    {"N9benchmark", "Google Benchmark, which times it"},
    {"NK9benchmark", "Google Benchmark, which times it"},
    {"N8parcours", "the grader's own runtime"},
    {"NK8parcours", "the grader's own runtime"},
};
constexpr Territory territory_prefixes[] = {
    {"__tsan_", "the race detector"},  {"__sanitizer_", "the sanitizers"}, {"__interceptor_", "the sanitizers"},
    {"Annotate", "the race detector"}, {"__asan_", "the sanitizers"},      {"__ubsan_", "the sanitizers"},
    {"__wrap_", "the grader's noise"}, {"__real_", "the grader's noise"},
};

/// Calls that the compiler puts in for the sanitizers: to say that behaviour is undefined, and that a function will not
/// return. By hand they do no good to anybody.
constexpr std::string_view put_in_by_the_compiler[] = {"__ubsan_handle_", "__asan_handle_no_return"};

bool is_put_in_by_the_compiler(const std::string& symbol) {
  return std::ranges::any_of(put_in_by_the_compiler, [&](std::string_view name) { return symbol.starts_with(name); });
}

std::string_view whose(const std::string& symbol) {
  for (const Territory& territory : territory_prefixes)
    if (symbol.starts_with(territory.part)) return territory.whose;
  if (!symbol.starts_with("_Z")) return {};
  for (const Territory& territory : territories)
    if (symbol.find(territory.part) < 8) return territory.whose;  // as the outermost namespace
  return {};
}

/// The function by which clang reaches a thread-local variable that other files may use as well. It never carries
/// attributes; so only what touches no memory itself is taken for one, whatever its name.
bool reaches_thread_local(const IrFunction& function) {
  constexpr std::string_view touching[] = {"load ", "store ", "cmpxchg ", "atomicrmw ", "llvm.mem", "va_arg "};
  return function.name.starts_with("_ZTW") && function.file.empty() && function.assembly.empty() &&
         std::ranges::none_of(touching,
                              [&](std::string_view word) { return function.body.find(word) != std::string::npos; });
}

bool is_allocation(const std::string& symbol) {
  return symbol.starts_with("_Znw") || symbol.starts_with("_Zna") || symbol.starts_with("_Zdl") ||
         symbol.starts_with("_Zda");
}

/// Names that stand first in a demangled name and are none of the submission's: namespaces of the library, keywords.
constexpr std::string_view not_its_own[] = {"std",    "__gnu_cxx", "unsigned", "signed",   "long",     "int",
                                            "short",  "char",      "wchar_t",  "char8_t",  "char16_t", "float",
                                            "double", "bool",      "char32_t", "void",     "auto",     "const",
                                            "true",   "volatile",  "false",    "__int128", "abi",      "cxx11"};

/// A function in namespace std that names nothing of the submission's. The language lets a program add only what
/// depends on its own types; without them it replaces what the tests use.
bool replaces_the_library(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status),
                                                    std::free);
  if (status != 0) return false;
  const std::string_view text = name.get();
  const auto in_word = [&](std::size_t at) {
    return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
  };
  bool in_std = false;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    depth += text[at] == '<' || text[at] == '(' ? 1 : text[at] == '>' || text[at] == ')' ? -1 : 0;
    if (!in_word(at)) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    while (in_word(at)) ++at;
    const std::string_view word = text.substr(start, at - start);
    const bool first = start < 2 || text.substr(start - 2, 2) != "::";
    if (!first || std::isdigit(static_cast<unsigned char>(word[0])) != 0) continue;
    if (std::ranges::find(not_its_own, word) == std::end(not_its_own)) return false;
    in_std |= depth == 0 && word == "std" && text.substr(at, 2) == "::";
  }
  return in_std;
}

class Inspector {
 public:
  Inspector(const IrModule& module, bool instrumented, const Surroundings& around)
      : module_(module), instrumented_(instrumented), around_(around) {}

  std::vector<Finding> run() {
    for (const IrFunction& function : module_.functions)
      if (is_students(function, around_.header)) look_at(function);
    for (const std::string& name : module_.aliases) defines(name, 0);
    for (const PlacedVariable& variable : module_.placed) placed(variable);
    if (module_.assembly.find_first_not_of(" \t\n") != std::string::npos)
      add(FindingKind::tampering, Severity::error, 0,
          "It contains assembly outside of any function, which can define anything unseen.");
    return std::move(findings_);
  }

 private:
  void look_at(const IrFunction& function) {
    defines(function.name, function.line);
    if (instrumented_ && !function.checked && !reaches_thread_local(function))
      add(FindingKind::tampering, Severity::error, function.line,
          "A function is marked so that the sanitizers do not see it.",
          "Remove the attribute or pragma that switches checking off.");
    for (const std::string& symbol : function.uses)
      if (const std::string_view owner = whose(symbol); !owner.empty() && !is_put_in_by_the_compiler(symbol))
        add(FindingKind::tampering, Severity::error, function.line,
            fmt::format("It uses `{}`, which belongs to {}.", symbol, owner),
            "A submission only needs the standard library and what its task names.");
    if (function.uses.contains("syscall"))
      add(FindingKind::inconclusive, Severity::review, function.line,
          "It makes system calls by their number; what these read and write, the race detector does not see.");
    for (const std::string& text : function.assembly) assembly(text, function.line);
  }

  void defines(const std::string& symbol, int line) {
    if (symbol == "main") {
      add(FindingKind::compile_error, Severity::error, line, "It defines `main`; the tests have one already.",
          "Keep your own tests in a file of their own that includes the header.");
    } else if (is_allocation(symbol)) {
      add(FindingKind::tampering, Severity::review, line,
          "It replaces the global operator new or delete, for the tests as well.");
    } else if (replaces_the_library(symbol)) {
      add(FindingKind::tampering, Severity::error, line,
          fmt::format("It defines `{}` in the standard library's namespace, and so replaces what the tests use.",
                      symbol),
          "Only specialisations for types of your own are allowed there.");
    } else if (around_.reserved.contains(symbol) || !whose(symbol).empty()) {
      add(FindingKind::tampering, Severity::error, line,
          fmt::format("It defines `{}`, a symbol of the system or the grader, and so stands in for it.", symbol),
          "Give the function another name.");
    }
  }

  void placed(const PlacedVariable& variable) {
    const bool runs = std::ranges::any_of(
        running_sections, [&](std::string_view section) { return variable.section.starts_with(section); });
    add(FindingKind::tampering, runs ? Severity::error : Severity::review, 0,
        fmt::format("It puts the variable `{}` into the section {} of the program{}.", variable.name, variable.section,
                    runs ? ", whose content is executed" : ""));
  }

  void assembly(const std::string& text, int line) {
    if (std::ranges::find(harmless_assembly, text) != std::end(harmless_assembly)) return;
    const bool hostile = std::ranges::any_of(
        hostile_assembly, [&](std::string_view word) { return text.find(word) != std::string::npos; });
    if (hostile)
      add(FindingKind::tampering, Severity::error, line,
          "It uses assembly for what goes past the compiler and the checkers (system calls, jumps, sections, files).",
          "Remove the assembly; what the tasks need is in the standard library.");
    else
      add(FindingKind::inconclusive, Severity::review, line,
          "It uses inline assembly, into which the race detector cannot see.");
  }

  void add(FindingKind kind, Severity severity, int line, std::string message, std::string advice = "") {
    Finding finding;
    finding.kind = kind;
    finding.severity = severity;
    finding.location = {around_.header, line, 0};
    finding.message = std::move(message);
    finding.advice = std::move(advice);
    const bool known = std::ranges::any_of(findings_, [&](const Finding& before) {
      return before.kind == finding.kind && before.message == finding.message &&
             (before.location == finding.location || before.kind == FindingKind::tampering);
    });
    if (!known && findings_.size() < 10) findings_.push_back(std::move(finding));
  }

  const IrModule& module_;
  bool instrumented_;
  const Surroundings& around_;
  std::vector<Finding> findings_;
};

bool below(const fs::path& path, const fs::path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

/// File names of a make rule: blanks divide them, a backslash keeps one.
std::vector<std::string> prerequisites(const std::string& rule) {
  std::vector<std::string> names;
  std::string name;
  const std::size_t colon = rule.find(": ");
  for (std::size_t at = colon == std::string::npos ? rule.size() : colon + 2; at <= rule.size(); ++at) {
    const char c = at < rule.size() ? rule[at] : '\n';
    if (c == '\\' && at + 1 < rule.size() && rule[at + 1] != '\n') {
      name += rule[++at];
    } else if (c == ' ' || c == '\n' || c == '\\') {
      if (!name.empty()) names.push_back(std::move(name));
      name.clear();
    } else {
      name += c;
    }
  }
  return names;
}

}  // namespace

bool is_students(const IrFunction& function, const std::string& header) {
  if (function.file.empty()) return !function.name.starts_with("__clang_");
  return fs::path(function.file).filename() == header;
}

std::vector<Finding> inspect(const IrModule& module, bool instrumented, const Surroundings& around) {
  return Inspector(module, instrumented, around).run();
}

bool uses_fences(const IrModule& module, const Surroundings& around) {
  return std::ranges::any_of(module.functions, [&](const IrFunction& function) {
    return is_students(function, around.header) &&
           (function.uses.contains("_ZSt19atomic_thread_fenceSt12memory_order") ||
            function.body.find("\n  fence ") != std::string::npos || function.body.starts_with("  fence "));
  });
}

std::vector<Finding> inspect_files(const std::string& make_rule, const Surroundings& around) {
  std::vector<Finding> findings;
  for (const std::string& name : prerequisites(make_rule)) {
    const fs::path path = fs::path(name).lexically_normal();
    const auto holds = [&](const fs::path& folder) { return below(path, folder); };
    const bool readable =
        (path.is_relative() && !name.starts_with("..")) || name == "-" || std::ranges::any_of(around.readable, holds);
    if (readable && std::ranges::none_of(around.forbidden, holds)) continue;
    Finding finding;
    finding.kind = FindingKind::tampering;
    finding.location.file = around.header;
    finding.message = fmt::format("It includes {}, which is none of the system's headers.", name);
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace parcours
