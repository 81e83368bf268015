// Passes on what AddressSanitizer and UndefinedBehaviorSanitizer report. Only in programs that they watch. Uses their
// debugging interfaces (sanitizer/asan_interface.h and ubsan_interface.h of compiler-rt).

#include <cstring>

#include "crash_reports.hpp"

extern "C" {
const char* __asan_get_report_description();
void __ubsan_get_current_report_data(const char** kind, const char** message, const char** file, unsigned* line,
                                     unsigned* column, char** address);
}

/// Called in the thread that misused memory, before the report is printed and the process ends.
extern "C" void __asan_on_error() { parcours::report_misuse(__asan_get_report_description()); }

extern "C" void __ubsan_on_report() {
  const char *kind = "", *message = "", *file = "";
  unsigned line = 0, column = 0;
  char* address = nullptr;
  __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
  char text[512] = "undefined ";
  std::strncat(text, message, sizeof text - std::strlen(text) - 1);
  parcours::report_misuse(text);
}

/// Here, so that a submission that defines it does not link.
extern "C" const char* __asan_default_options() { return ""; }
extern "C" const char* __asan_default_suppressions() { return ""; }
extern "C" const char* __ubsan_default_options() { return ""; }
