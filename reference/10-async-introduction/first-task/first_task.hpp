#pragma once
// A task is one coroutine frame and the handle of whoever awaits it. Control goes from frame to frame by symmetric
// transfer, so the stack is as deep at the millionth await as at the first.
#include <condition_variable>
#include <coroutine>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

template <class T>
class Task;
template <class T>
T run(Task<T> task);

namespace first_task {

/// What the promises of all tasks have in common.
class PromiseBase {
 public:
  void set_awaiting(std::coroutine_handle<> awaiting) noexcept { awaiting_ = awaiting; }

  // Lazy: the body does not begin before somebody awaits.
  std::suspend_always initial_suspend() const noexcept { return {}; }

  // At the end the frame stays, since the result lies in it, and control goes straight to whoever awaits.
  auto final_suspend() const noexcept {
    struct HandOver {
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept { return awaiting; }
      void await_resume() const noexcept {}  // never called: nobody resumes a coroutine after its end

      std::coroutine_handle<> awaiting;
    };
    return HandOver{awaiting_};
  }

  void unhandled_exception() noexcept { error_ = std::current_exception(); }

 protected:
  void rethrow_error() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::coroutine_handle<> awaiting_;
  std::exception_ptr error_;
};

template <class T>
class Promise : public PromiseBase {
 public:
  Task<T> get_return_object() noexcept;
  void return_value(T value) { value_.emplace(std::move(value)); }
  T take_result() {
    rethrow_error();
    return *std::move(value_);
  }

 private:
  std::optional<T> value_;  // empty at first, so that T needs no default constructor
};

template <>
class Promise<void> : public PromiseBase {
 public:
  Task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void take_result() const { rethrow_error(); }
};

/// Something that happens once, and one thread that waits for it.
class Event {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return happened_; });
  }

  // Notifies while it holds the mutex: as soon as that is free, the waiting thread may go on and destroy this event.
  void set() {
    const std::lock_guard lock(mutex_);
    happened_ = true;
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool happened_ = false;
};

/// The coroutine that awaits a task for run(), which is none itself.
class Root {
 public:
  struct promise_type {
    Root get_return_object() noexcept { return Root(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    auto final_suspend() const noexcept {
      struct Tell {
        bool await_ready() const noexcept { return false; }
        // The last step: from here on run() may destroy the frame, and this object with it.
        void await_suspend(std::coroutine_handle<>) const noexcept { ended->set(); }
        void await_resume() const noexcept {}

        Event* ended;
      };
      return Tell{ended};
    }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }  // what it awaits throws nothing

    Event* ended = nullptr;
  };

  explicit Root(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
  ~Root() { handle_.destroy(); }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  void start(Event& ended) const {
    handle_.promise().ended = &ended;
    handle_.resume();
  }

 private:
  std::coroutine_handle<promise_type> handle_;
};

template <class Awaitable>
Root await_end(Awaitable task) {
  co_await task;
}

}  // namespace first_task

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = first_task::Promise<T>;

  explicit Task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  Task& operator=(Task&& other) noexcept {
    Task taken(std::move(other));
    std::swap(frame_, taken.frame_);  // what was here before goes with `taken`
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  auto operator co_await() && noexcept {
    struct Result : End {
      T await_resume() const { return this->frame.promise().take_result(); }
    };
    return Result{{frame_}};
  }

 private:
  friend T run<T>(Task task);

  /// Awaits the end of the task, and leaves its result where it is.
  struct End {
    bool await_ready() const noexcept { return false; }
    // The awaiting coroutine is suspended by now. Returning the task's handle, rather than resuming it here, lets this
    // coroutine's stack frame go first.
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      frame.promise().set_awaiting(awaiting);
      return frame;
    }
    void await_resume() const noexcept {}

    std::coroutine_handle<promise_type> frame;
  };

  std::coroutine_handle<promise_type> frame_;
};

template <class T>
Task<T> first_task::Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> first_task::Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

// Asks the event, and not the coroutine: whether that is done() may only be asked while it is suspended, and another
// thread may be running it.
template <class T>
T run(Task<T> task) {
  first_task::Event ended;
  const first_task::Root root = first_task::await_end(typename Task<T>::End{task.frame_});
  root.start(ended);
  ended.wait();
  return task.frame_.promise().take_result();
}
