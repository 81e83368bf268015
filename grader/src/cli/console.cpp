#include "cli/console.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace parcours::cli {

int width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col < 100 ? size.ws_col : 100;
  return 80;
}

bool color() {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

void progress(const std::string& what) {
  if (::isatty(STDERR_FILENO) != 1) return;
  fmt::print(stderr, "\r\033[K… {}", what.substr(0, 76));
  std::fflush(stderr);
}

void clear_progress() {
  if (::isatty(STDERR_FILENO) != 1) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace parcours::cli
