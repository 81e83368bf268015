#pragma once
// The way of futures: the result lies in a state that task and coroutine share. A frame that has come to its end
// destroys itself, and the Task destroys only one that has not.
#include <atomic>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

class StateBase {
 public:
  void rethrow_error() const {
    if (error) std::rethrow_exception(error);
  }

  bool ended = false;
  std::coroutine_handle<> awaiting;
  std::exception_ptr error;
};

template <class T>
class State : public StateBase {
 public:
  T take() {
    rethrow_error();
    return std::move(*value);
  }

  std::optional<T> value;
};

template <>
class State<void> : public StateBase {
 public:
  void take() const { rethrow_error(); }
};

template <class T>
class PromiseBase {
 public:
  std::suspend_always initial_suspend() noexcept { return {}; }
  auto final_suspend() noexcept {
    struct Ends {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
        const std::coroutine_handle<> next = state->awaiting;
        state->ended = true;
        frame.destroy();  // and this object with it
        return next;
      }
      void await_resume() noexcept {}

      State<T>* state;
      std::coroutine_handle<> frame;
    };
    return Ends{state_.get(), frame_};
  }
  void unhandled_exception() noexcept { state_->error = std::current_exception(); }

 protected:
  std::shared_ptr<State<T>> state_ = std::make_shared<State<T>>();
  std::coroutine_handle<> frame_;
};

template <class T>
class Task {
 public:
  class promise_type;

  Task(std::shared_ptr<State<T>> state, std::coroutine_handle<> frame) : state_(std::move(state)), frame_(frame) {}
  Task(Task&& other) noexcept : state_(std::move(other.state_)), frame_(other.frame_) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      destroy_frame();
      state_ = std::move(other.state_);
      frame_ = other.frame_;
    }
    return *this;
  }
  ~Task() { destroy_frame(); }

  auto operator co_await() const noexcept {
    struct Awaiter : WithoutResult {
      T await_resume() const { return this->state->take(); }
    };
    return Awaiter{{state_.get(), frame_}};
  }

  /// Awaits the end of the task only.
  auto end() const noexcept { return WithoutResult{state_.get(), frame_}; }
  T take() const { return state_->take(); }

 private:
  struct WithoutResult {
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      state->awaiting = awaiting;
      return frame;
    }
    void await_resume() const noexcept {}

    State<T>* state;  // the task lives as long as somebody awaits it
    std::coroutine_handle<> frame;
  };

  void destroy_frame() {
    if (state_ && !state_->ended) frame_.destroy();
  }

  std::shared_ptr<State<T>> state_;
  std::coroutine_handle<> frame_;
};

template <class T>
class Task<T>::promise_type : public PromiseBase<T> {
 public:
  Task get_return_object() {
    this->frame_ = std::coroutine_handle<promise_type>::from_promise(*this);
    return Task(this->state_, this->frame_);
  }
  void return_value(T value) { this->state_->value.emplace(std::move(value)); }
};

template <>
class Task<void>::promise_type : public PromiseBase<void> {
 public:
  Task get_return_object() {
    frame_ = std::coroutine_handle<promise_type>::from_promise(*this);
    return Task(state_, frame_);
  }
  void return_void() {}
};

/// What run() starts. Its frame goes when it ends.
struct Beginning {
  struct promise_type {
    Beginning get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };

  std::coroutine_handle<> frame;
};

template <class Awaitable>
Beginning tell_the_end(Awaitable end, std::shared_ptr<std::atomic<bool>> ended) {
  co_await end;
  ended->store(true);
  ended->notify_one();
}

template <class T>
T run(Task<T> task) {
  const auto ended = std::make_shared<std::atomic<bool>>(false);
  tell_the_end(task.end(), ended).frame.resume();
  ended->wait(false);
  return task.take();
}
