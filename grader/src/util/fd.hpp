#pragma once
// Owned file descriptors.
#include <cstddef>
#include <string>
#include <utility>

#include "util/result.hpp"

namespace parcours {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) noexcept : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] explicit operator bool() const noexcept { return fd_ >= 0; }
  void reset() noexcept;

 private:
  int fd_ = -1;
};

struct FdPair {
  UniqueFd ours;
  UniqueFd theirs;
};

/// A pipe (ours reads) or a SOCK_SEQPACKET pair, both ends close-on-exec. Errors: Fault::machine.
[[nodiscard]] Result<FdPair> make_pipe();
[[nodiscard]] Result<FdPair> make_packet_socket();

/// The reading end of a pipe that holds `bytes` (at most 1 MiB) and then ends. Errors: Fault::machine.
[[nodiscard]] Result<UniqueFd> make_filled_pipe(const std::string& bytes);

}  // namespace parcours
