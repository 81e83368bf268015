#include "check/crashes.hpp"

#include <signal.h>

#include <sstream>

#include "check/places.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

constexpr std::size_t most_steps = 6;

struct Words {
  std::string message;
  std::string advice;
};

Words about_signal(int signal) {
  switch (signal) {
    case SIGSEGV:
    case SIGBUS:
      return {"The program used memory that is not there (segmentation fault).",
              "Look for a null or dangling pointer or reference, an index past the end, an iterator that is no longer "
              "valid, or a recursion without end."};
    case SIGFPE:
      return {"The program divided an integer by zero.", "Which value is 0 here, and for which input?"};
    case SIGILL:
      return {"The program ran into code that must not be reached.",
              "A function that should return a value may end without one."};
    case SIGABRT:
      return {"The program aborted.", "Look for abort, assert, or a second free of the same memory."};
    default: {
      const char* name = ::sigdescr_np(signal);
      return {fmt::format("The program crashed: {}.", name == nullptr ? fmt::format("signal {}", signal) : name), ""};
    }
  }
}

struct Misuse {
  std::string_view error;  ///< as AddressSanitizer names it
  const char* message;
  const char* advice;
};

constexpr Misuse misuses[] = {
    {"heap-use-after-free", "The program used memory that had been given back.",
     "Who owns the object, and who still holds a pointer, reference or iterator to it?"},
    {"heap-buffer-overflow", "The program went past the bounds of memory from the heap.",
     "Look at the index or the length in this line: how large is the block, and who has checked?"},
    {"stack-buffer-overflow", "The program went past the bounds of a local variable.",
     "Look at the index or the length in this line: how large is the array, and who has checked?"},
    {"global-buffer-overflow", "The program went past the bounds of a global variable.",
     "Look at the index or the length in this line: how large is the array, and who has checked?"},
    {"container-overflow", "The program used a place of a container in which there is no element.",
     "Reserved is not filled: size() counts, not capacity()."},
    {"stack-use-after-return", "The program used a local variable of a function that had returned.",
     "What a thread, a callback or a caller goes on using must not be a local variable of a function that has ended."},
    {"stack-use-after-scope", "The program used a local variable after its block had ended.",
     "Declare it outside of the block, or copy what is needed of it."},
    {"double-free", "The program freed the same memory twice.", "Who owns it? Let one unique_ptr or container do so."},
    {"bad-free", "The program freed what was not allocated.", "Free only what new or malloc returned, once."},
    {"alloc-dealloc-mismatch", "The program freed memory in another way than it had been allocated.",
     "new goes with delete, new[] with delete[], malloc with free."},
    {"stack-overflow", "The program used up its stack.", "Look for a recursion without end, or a very large array."},
    {"negative-size-param", "The program passed a negative length.",
     "Which subtraction goes below zero? Look at what comes from outside."},
    {"allocation-size-too-big", "The program asked for more memory than there can be.",
     "Check a length that comes from outside before you allocate."},
    {"param-overlap", "The program copied between blocks that overlap.", "memmove is for that."},
};

Words about_misuse(std::string_view text) {
  if (constexpr std::string_view undefined = "undefined "; text.starts_with(undefined))
    return {fmt::format("What the program did has no defined meaning: {}.", text.substr(undefined.size())),
            "From here on anything may happen. Check the values before the operation."};
  for (const Misuse& misuse : misuses)
    if (text.find(misuse.error) != std::string_view::npos) return {misuse.message, misuse.advice};
  return {fmt::format("The program misused memory ({}).", text), "Look at the pointers and lengths in this line."};
}

Words about(const std::string& kind, const std::string& text) {
  if (kind == "memory") return about_misuse(text);
  if (kind == "exception")
    return {fmt::format("An exception was thrown and nothing caught it: {}.", text),
            "An exception must not leave a thread's function, a destructor or a noexcept function: catch it there."};
  if (kind == "terminate")
    return {
        "The program gave up (std::terminate): most likely a std::thread was destroyed, or assigned to, before it "
        "was joined.",
        "Join every thread before its std::thread object goes, or use std::jthread, which does it by itself."};
  if (kind == "mpi")
    return {fmt::format("MPI refused a call: {}.", text),
            "Look at what this call is given: ranks from 0 to the size less one, counts that fit the buffer, the "
            "communicator."};
  if (kind == "exit")
    return {"The program called exit in the middle of the tests.", "A submission may not end the program."};
  return about_signal(number_or_zero(kind));
}

}  // namespace

Result<void> explain_crash(Sandbox& sandbox, const CrashContext& context, const std::string& packet, Finding& crash) {
  std::istringstream lines(packet);
  std::string first;
  std::getline(lines, first);
  std::istringstream words(first);
  std::string verb;
  std::string kind;
  words >> verb >> kind;
  const std::vector<Address> stack = read_addresses(words);
  std::string text((std::istreambuf_iterator<char>(lines)), {});
  const Words said = about(kind, std::string(trim(text)));
  crash.message = said.message;
  crash.advice = said.advice;

  const auto places = symbolize(sandbox, context.symbolizer, context.program, {stack.begin(), stack.end()});
  if (!places) return tl::unexpected(places.error());
  if (const Place place = place_of(stack, *places, context.header); place.location.line > 0)
    crash.location = place.location;
  for (const Address address : stack) {
    const auto found = places->find(address);
    if (found == places->end()) continue;
    for (const Place& place : found->second)
      if (place.location.file == context.header && place.location.line > 0 && crash.steps.size() < most_steps)
        crash.steps.push_back({crash.steps.empty() ? fmt::format("in `{}`", short_name(place.function))
                                                   : fmt::format("called from `{}`", short_name(place.function)),
                               place.location});
  }
  return {};
}

}  // namespace parcours
