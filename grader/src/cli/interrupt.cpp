#include "cli/interrupt.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>

#include "util/fd.hpp"

namespace parcours::cli {
namespace {

constexpr std::array signals = {SIGINT, SIGTERM, SIGHUP};
int told = -1;  ///< what the handler writes to

extern "C" void on_signal(int) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto ignored = ::write(told, &one, sizeof one);
}

}  // namespace

struct Interrupt::Listener {
  UniqueFd event{::eventfd(0, EFD_CLOEXEC)};
  std::array<struct sigaction, signals.size()> before{};
  std::stop_source source;
  std::atomic<bool> closing{false};
  std::jthread thread{[this] {
    std::uint64_t count = 0;
    if (::read(event.get(), &count, sizeof count) > 0 && !closing) source.request_stop();
  }};
};

Interrupt::Interrupt() : listener_(std::make_unique<Listener>()) {
  told = listener_->event.get();
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &action, &listener_->before[i]);
}

Interrupt::~Interrupt() {
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &listener_->before[i], nullptr);
  listener_->closing = true;
  on_signal(0);
}

std::stop_token Interrupt::token() const { return listener_->source.get_token(); }

}  // namespace parcours::cli
