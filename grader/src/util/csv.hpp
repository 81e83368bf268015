#pragma once
// CSV as RFC 4180 describes it and as spreadsheets write it.
#include <string>
#include <string_view>
#include <vector>

#include "util/result.hpp"

namespace parcours {

struct CsvRow {
  int line = 1;                     ///< where it begins, from 1; a quoted field may hold line ends
  std::vector<std::string> fields;  ///< as they are, blanks included, without their quotes
};

/// The rows in order, empty lines left out. Lines may end in CRLF, LF or CR; a byte-order mark goes. `where`: the
/// file's name for messages. Errors: input, "where:line: what": a quote that is not closed, text after a closing one,
/// bytes of zero (UTF-16 has them).
[[nodiscard]] Result<std::vector<CsvRow>> parse_csv(std::string_view text, const std::string& where);

/// What parse_csv takes for the separator: of ',', ';' and the tab the one that the first row has most of outside of
/// quotes. ',' where it has none.
[[nodiscard]] char csv_separator(std::string_view text);

/// The field as it stands in a row: in quotes where it holds a separator, a quote, a line end, or a blank at an end.
/// What a spreadsheet would take for a formula stays one.
[[nodiscard]] std::string csv_field(std::string_view field);

}  // namespace parcours
