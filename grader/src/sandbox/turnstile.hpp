#pragma once
// What is timed has the machine to itself: a turnstile between commands that may run side by side and those that may
// not.
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "sandbox/sandbox.hpp"

namespace parcours {

/// Thread-safe. Who wants to be alone waits for the commands under way to end; no new one begins meanwhile. Of several
/// who want to be alone, one after the other is, and then the others go on.
class Turnstile {
 public:
  /// Held as long as one is alone.
  class Alone {
   public:
    explicit Alone(Turnstile& turnstile);
    ~Alone();
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;

   private:
    Turnstile& turnstile_;
  };

  /// Held by a command under way. A thread that holds one gets others at once: who is to be alone waits for them all.
  class Pass {
   public:
    explicit Pass(Turnstile& turnstile);
    ~Pass();
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    Turnstile& turnstile_;
    std::thread::id holder_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::thread::id, int> passes_;  ///< held by each thread
  int waiting_alone_ = 0;
  bool alone_ = false;
};

/// Runs commands in `inner`, each from its start to its end behind the turnstile. Both must outlive it.
class TurnstileSandbox final : public Sandbox {
 public:
  TurnstileSandbox(Sandbox& inner, Turnstile& turnstile) : inner_(inner), turnstile_(turnstile) {}
  [[nodiscard]] Result<std::unique_ptr<Running>> start(const Command& command, const Limits& limits) override;
  [[nodiscard]] std::string tier() const override { return inner_.tier(); }
  [[nodiscard]] bool counts_all_memory() const override { return inner_.counts_all_memory(); }
  [[nodiscard]] bool has_own_network() const override { return inner_.has_own_network(); }

 private:
  Sandbox& inner_;
  Turnstile& turnstile_;
};

}  // namespace parcours
