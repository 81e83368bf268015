#pragma once
// Points in time, as people and course platforms write them.
#include <cstdint>
#include <string>
#include <string_view>

#include "util/result.hpp"

namespace parcours {

/// Seconds since 1970 in UTC, from 1970 to 9999. ISO 8601: "2026-11-26", "2026-11-26T23:59", also with seconds and a
/// fraction, which is dropped, and with a zone: "Z" or "+01:00". So Canvas writes it; as Gradescope does, with a blank
/// for the "T", a blank before the zone, and "-0700" or "UTC". Without a zone: UTC. A date alone: its end, 23:59:59.
/// "24:00" is the end of the day too, a second later. Errors: input, with the text and what is expected.
[[nodiscard]] Result<std::int64_t> parse_timestamp(std::string_view text);

/// "2026-11-26T22:59:00Z". `seconds`: as parse_timestamp gives them.
[[nodiscard]] std::string timestamp_text(std::int64_t seconds);

}  // namespace parcours
