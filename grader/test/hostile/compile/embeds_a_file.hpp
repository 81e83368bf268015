// Tries: reads a file into an array by #embed.
// Must get: compile-error; at most 0 points
#pragma once
inline constexpr unsigned char secret[] = {
#embed "/etc/passwd"
};
