#include "batch/batch_log.hpp"

#include <ctime>

#include "report/unicode.hpp"
#include "util/timestamp.hpp"

namespace parcours {

void BatchLog::line(std::string_view text) {
  out_ << timestamp_text(std::time(nullptr)) << ' ' << one_line(text) << std::endl;
}

}  // namespace parcours
