#pragma once
#include <cstdint>

/// Whether the promise of the idiom held with this many threads.
inline bool idiom_holds(unsigned /*threads*/, std::uint64_t /*seed*/) { return false; }
