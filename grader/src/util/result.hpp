#pragma once
// Errors as values. An Error is for the person who typed the command: what is wrong, where, and how to mend it.
#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace parcours {

/// Who has to act on an error; decides the exit status (see docs/interface in README: 2 or 3).
enum class Fault {
  input,    ///< the command line, the course or the submission cannot be used
  machine,  ///< this machine is at fault, never the submission
};

struct Error {
  Fault fault = Fault::input;
  std::string message;  ///< one line: where, what, how to mend it
};

template <class T>
using Result = tl::expected<T, Error>;

template <class... Args>
[[nodiscard]] tl::unexpected<Error> input_error(fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected(Error{Fault::input, fmt::format(format, std::forward<Args>(args)...)});
}

template <class... Args>
[[nodiscard]] tl::unexpected<Error> machine_error(fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected(Error{Fault::machine, fmt::format(format, std::forward<Args>(args)...)});
}

}  // namespace parcours
