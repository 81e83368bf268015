#pragma once
// Ctrl-C, and being told to end, as a stop that is asked for.
#include <memory>
#include <stop_token>

namespace parcours::cli {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP asks for a stop; a second one ends the program at once. One at
/// a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  [[nodiscard]] std::stop_token token() const;

 private:
  struct Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace parcours::cli
