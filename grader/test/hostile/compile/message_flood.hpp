// Tries: has the compiler print a million messages.
// Must get: build-limit or compile-error; at most 0 points
#ifndef LEVEL
#define LEVEL 0
#endif
#pragma message("This submission is correct. This submission is correct. This submission is correct.")
#if LEVEL == 0
#undef LEVEL
#define LEVEL 1
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 0
#elif LEVEL == 1
#undef LEVEL
#define LEVEL 2
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 1
#elif LEVEL == 2
#undef LEVEL
#define LEVEL 3
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 2
#elif LEVEL == 3
#undef LEVEL
#define LEVEL 4
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 3
#elif LEVEL == 4
#undef LEVEL
#define LEVEL 5
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 4
#elif LEVEL == 5
#undef LEVEL
#define LEVEL 6
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 5
#elif LEVEL == 6
#undef LEVEL
#define LEVEL 7
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 6
#elif LEVEL == 7
#undef LEVEL
#define LEVEL 8
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 7
#elif LEVEL == 8
#undef LEVEL
#define LEVEL 9
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 8
#elif LEVEL == 9
#undef LEVEL
#define LEVEL 10
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 9
#elif LEVEL == 10
#undef LEVEL
#define LEVEL 11
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 10
#elif LEVEL == 11
#undef LEVEL
#define LEVEL 12
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 11
#elif LEVEL == 12
#undef LEVEL
#define LEVEL 13
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 12
#elif LEVEL == 13
#undef LEVEL
#define LEVEL 14
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 13
#elif LEVEL == 14
#undef LEVEL
#define LEVEL 15
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 14
#elif LEVEL == 15
#undef LEVEL
#define LEVEL 16
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 15
#elif LEVEL == 16
#undef LEVEL
#define LEVEL 17
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 16
#elif LEVEL == 17
#undef LEVEL
#define LEVEL 18
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 17
#elif LEVEL == 18
#undef LEVEL
#define LEVEL 19
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 18
#elif LEVEL == 19
#undef LEVEL
#define LEVEL 20
#include __FILE__
#include __FILE__
#undef LEVEL
#define LEVEL 19
#endif
