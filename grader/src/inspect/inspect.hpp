#pragma once
// Gates: what a submission's code shows before it runs. They look at what the compiler made of it, not at its text.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "inspect/ir.hpp"
#include "util/result.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// What is known of the place in which the code will run.
struct Surroundings {
  std::string header;                            ///< the student's file name
  std::set<std::string> reserved;                ///< symbols of the libraries and of the grader's own runtime
  std::vector<std::filesystem::path> readable;   ///< folders from which a header may include
  std::vector<std::filesystem::path> forbidden;  ///< folders below those from which it may not
};

/// From the student's file, or without a place in any: only attributes make such a function.
[[nodiscard]] bool is_students(const IrFunction& function, const std::string& header);

/// `instrumented`: compiled for a sanitizer. `tampering` and `compile-error` with severity error where the code
/// leaves no doubt; `tampering` and `inconclusive` with severity review where a person should look.
[[nodiscard]] std::vector<Finding> inspect(const IrModule& module, bool instrumented, const Surroundings& around);

/// The first function of the header that is other code in `other` than in `tested` (the same name, another body), for a
/// person to review. `when`: of `other`, for the message.
[[nodiscard]] std::vector<Finding> compare(const IrModule& tested, const IrModule& other, const std::string& when,
                                           const Surroundings& around);

/// Whether the header's functions use std::atomic_thread_fence.
[[nodiscard]] bool uses_fences(const IrModule& module, const Surroundings& around);

/// `make_rule`: what the compiler's -MD wrote. An error finding for each file from outside the readable folders.
[[nodiscard]] std::vector<Finding> inspect_files(const std::string& make_rule, const Surroundings& around);

}  // namespace parcours
