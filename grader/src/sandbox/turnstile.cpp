#include "sandbox/turnstile.hpp"

namespace parcours {
namespace {

/// Its pass ends with it, or as soon as it has told of its end.
class PassingRunning final : public Running {
 public:
  PassingRunning(std::unique_ptr<Running> inner, std::unique_ptr<Turnstile::Pass> pass)
      : pass_(std::move(pass)), inner_(std::move(inner)) {}

  Result<Event> next(std::chrono::milliseconds wait) override {
    auto event = inner_->next(wait);
    if (!event || std::holds_alternative<Outcome>(*event)) pass_.reset();
    return event;
  }
  bool send(const std::string& packet) override { return inner_->send(packet); }
  void request_stacks(bool of_children) override { inner_->request_stacks(of_children); }
  void pause() override { inner_->pause(); }
  void resume() override { inner_->resume(); }
  void stop() override { inner_->stop(); }

 private:
  std::unique_ptr<Turnstile::Pass> pass_;
  std::unique_ptr<Running> inner_;  ///< destroyed, and so ended, before the pass is given back
};

}  // namespace

Turnstile::Alone::Alone(Turnstile& turnstile) : turnstile_(turnstile) {
  std::unique_lock lock(turnstile_.mutex_);
  ++turnstile_.waiting_alone_;
  turnstile_.changed_.wait(lock, [&] { return !turnstile_.alone_ && turnstile_.passes_.empty(); });
  --turnstile_.waiting_alone_;
  turnstile_.alone_ = true;
}

Turnstile::Alone::~Alone() {
  const std::lock_guard lock(turnstile_.mutex_);
  turnstile_.alone_ = false;
  turnstile_.changed_.notify_all();
}

Turnstile::Pass::Pass(Turnstile& turnstile) : turnstile_(turnstile), holder_(std::this_thread::get_id()) {
  std::unique_lock lock(turnstile_.mutex_);
  turnstile_.changed_.wait(lock, [&] {
    return turnstile_.passes_.contains(holder_) || (!turnstile_.alone_ && turnstile_.waiting_alone_ == 0);
  });
  ++turnstile_.passes_[holder_];
}

Turnstile::Pass::~Pass() {
  const std::lock_guard lock(turnstile_.mutex_);
  if (--turnstile_.passes_[holder_] == 0) turnstile_.passes_.erase(holder_);
  turnstile_.changed_.notify_all();
}

Result<std::unique_ptr<Running>> TurnstileSandbox::start(const Command& command, const Limits& limits) {
  auto pass = std::make_unique<Turnstile::Pass>(turnstile_);
  auto running = inner_.start(command, limits);
  if (!running) return running;
  return std::make_unique<PassingRunning>(std::move(*running), std::move(pass));
}

}  // namespace parcours
