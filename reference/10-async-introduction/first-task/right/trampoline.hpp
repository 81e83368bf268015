#pragma once
// No symmetric transfer. Whoever has a coroutine to resume puts it on a list of its thread, and a loop further down on
// the stack takes it from there: a trampoline. So nothing is ever resumed on top of something else.
#include <condition_variable>
#include <coroutine>
#include <exception>
#include <mutex>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

template <class T>
class Task;

class Trampoline {
 public:
  /// Resumes it: at once where no loop runs on this thread, and otherwise as soon as that has control again.
  static void resume(std::coroutine_handle<> coroutine) {
    if (current_ != nullptr) {
      current_->waiting_.push_back(coroutine);
      return;
    }
    Trampoline loop;
    loop.waiting_.push_back(coroutine);
    current_ = &loop;
    while (!loop.waiting_.empty()) {
      const std::coroutine_handle<> next = loop.waiting_.back();
      loop.waiting_.pop_back();
      next.resume();
    }
    current_ = nullptr;
  }

  /// While it lives, a loop that runs on this thread already is left alone. For somebody who sleeps on top of it.
  class Aside {
   public:
    Aside() noexcept : aside_(std::exchange(current_, nullptr)) {}
    ~Aside() { current_ = aside_; }
    Aside(const Aside&) = delete;
    Aside& operator=(const Aside&) = delete;

   private:
    Trampoline* aside_;
  };

 private:
  static inline thread_local Trampoline* current_ = nullptr;

  std::vector<std::coroutine_handle<>> waiting_;
};

/// Somebody in run() who sleeps until it is told.
class Sleeper {
 public:
  void sleep() {
    std::unique_lock lock(mutex_);
    while (!told_) news_.wait(lock);
  }
  void tell() {
    const std::lock_guard lock(mutex_);
    told_ = true;
    news_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  bool told_ = false;
};

template <class T>
class Outcome {
 public:
  template <class U>
  void return_value(U&& value) {
    outcome_.template emplace<1>(std::forward<U>(value));
  }
  T take() {
    if (outcome_.index() == 2) std::rethrow_exception(std::get<2>(outcome_));
    return std::get<1>(std::move(outcome_));
  }

 protected:
  std::variant<std::monostate, T, std::exception_ptr> outcome_;
};

template <>
class Outcome<void> {
 public:
  void return_void() noexcept {}
  void take() {
    if (outcome_.index() == 2) std::rethrow_exception(std::get<2>(outcome_));
  }

 protected:
  std::variant<std::monostate, std::monostate, std::exception_ptr> outcome_;
};

template <class T>
class [[nodiscard]] Task {
 public:
  class promise_type : public Outcome<T> {
   public:
    Task get_return_object() { return Task(Frame::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Bounce {
        bool await_ready() noexcept { return false; }
        void await_suspend(Frame ended) noexcept {
          promise_type& promise = ended.promise();
          if (promise.sleeper != nullptr)
            promise.sleeper->tell();
          else
            Trampoline::resume(promise.awaiting);
        }
        void await_resume() noexcept {}
      };
      return Bounce();
    }
    void unhandled_exception() noexcept { this->outcome_.template emplace<2>(std::current_exception()); }

    std::coroutine_handle<> awaiting;
    Sleeper* sleeper = nullptr;
  };

  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  ~Task() {
    if (frame_ != nullptr) frame_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) {
    const Frame frame = frame_;  // this object may be gone by the time the loop ends
    frame.promise().awaiting = awaiting;
    Trampoline::resume(frame);
  }
  T await_resume() { return frame_.promise().take(); }

  T run_and_sleep() {
    Sleeper sleeper;
    frame_.promise().sleeper = &sleeper;
    {
      const Trampoline::Aside aside;
      Trampoline::resume(frame_);
    }
    sleeper.sleep();
    return frame_.promise().take();
  }

 private:
  using Frame = std::coroutine_handle<promise_type>;

  explicit Task(Frame frame) noexcept : frame_(frame) {}

  Frame frame_;
};

template <class T>
T run(Task<T> task) {
  return task.run_and_sleep();
}
