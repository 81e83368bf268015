#include "batch/batch_log.hpp"

#include <algorithm>
#include <ctime>

#include "report/unicode.hpp"
#include "util/timestamp.hpp"

namespace parcours {

void BatchLog::line(std::string_view text) {
  std::string shown = printable(text);
  std::ranges::replace(shown, '\n', ' ');
  out_ << timestamp_text(std::time(nullptr)) << ' ' << shown << std::endl;
}

}  // namespace parcours
