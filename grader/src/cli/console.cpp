#include "cli/console.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "language/language.hpp"
#include "report/unicode.hpp"

namespace parcours::cli {
namespace {

Language& console_language() {
  static Language language;
  return language;
}

}  // namespace

int width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col < 100 ? size.ws_col : 100;
  return 80;
}

bool color() {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

void speak(std::string_view language) { console_language() = language_named(language); }

const std::string& spoken() { return console_language().id(); }

std::string say(std::string_view english) { return console_language().say(english); }

void progress(const std::string& what) {
  if (::isatty(STDERR_FILENO) != 1) return;
  fmt::print(stderr, "\r\033[K… {}", clip(one_line(say(what)), 76));
  std::fflush(stderr);
}

void clear_progress() {
  if (::isatty(STDERR_FILENO) != 1) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace parcours::cli
