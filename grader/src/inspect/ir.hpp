#pragma once
// Reads the parts of LLVM's textual code (https://releases.llvm.org/19.1.0/docs/LangRef.html) that tell what a
// submission's functions are, where they come from and what they touch. The text is the compiler's, but the names and
// strings in it are the submission's: nothing here trusts them.
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parcours {

struct IrFunction {
  std::string name;                   ///< as the linker sees it
  std::string file;                   ///< of its debug information; empty: it has none
  int line = 0;                       ///< of its declaration; 0: unknown
  bool checked = false;               ///< carries the attribute by which ThreadSanitizer or AddressSanitizer sees it
  std::set<std::string> uses;         ///< names of functions, variables and aliases in its body
  std::vector<std::string> assembly;  ///< templates of inline assembly
  std::string body;                   ///< with everything that differs from module to module taken out
};

/// A variable for which the source names the section of the program that holds it.
struct PlacedVariable {
  std::string name;
  std::string section;
};

struct IrModule {
  std::vector<IrFunction> functions;  ///< definitions
  std::vector<std::string> aliases;   ///< further names for functions and variables
  std::vector<PlacedVariable> placed;
  std::string assembly;  ///< outside of functions
};

[[nodiscard]] IrModule parse_ir(std::string_view text);

}  // namespace parcours
