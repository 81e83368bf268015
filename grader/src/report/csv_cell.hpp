#pragma once
// Cells of tables that a spreadsheet may open: what it would take for a formula stays text.
#include <string>
#include <string_view>

namespace parcours {

/// Text of any origin, on one line, printable and quoted where CSV asks for it. Where it begins like a formula, with
/// = + - or @ (the wide forms, too), an apostrophe goes before it, which spreadsheets take for "this is text".
[[nodiscard]] std::string text_cell(std::string_view text);

/// The same, but an id, a login or an address of letters, digits and . _ - + @ stays as it is, so that platforms know
/// it again. Such a cell calls nothing, whatever a spreadsheet makes of it.
[[nodiscard]] std::string id_cell(std::string_view text);

}  // namespace parcours
