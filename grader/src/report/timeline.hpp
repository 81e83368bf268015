#pragma once
// Draws a schedule: a column for each thread, a row for each step, and the lines of the code beside their numbers.
#include "language/language.hpp"
#include "report/page.hpp"
#include "verdict/finding.hpp"

namespace parcours {

/// `source`: the text of the student's file `header`. Of a long timeline the end is drawn.
void draw_timeline(Page& page, const Finding& finding, const std::string& header, const std::string& source,
                   const Language& language);

}  // namespace parcours
