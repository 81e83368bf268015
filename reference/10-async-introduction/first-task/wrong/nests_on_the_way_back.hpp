#pragma once
// Mistake: a task is started by symmetric transfer, but its end resumes the one that awaits with a call.
#include <condition_variable>
#include <coroutine>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

template <class T>
class Task;

class Signal {
 public:
  void set() {
    const std::lock_guard lock(mutex_);
    happened_ = true;
    changed_.notify_one();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return happened_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool happened_ = false;
};

struct PromiseBase {
  std::suspend_always initial_suspend() noexcept { return {}; }
  auto final_suspend() noexcept {
    struct GoOn {
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<>) noexcept {
        if (promise.awaiting)
          promise.awaiting.resume();
        else
          promise.ended->set();
      }
      void await_resume() noexcept {}

      PromiseBase& promise;
    };
    return GoOn{*this};
  }
  void unhandled_exception() noexcept { error = std::current_exception(); }

  std::coroutine_handle<> awaiting;  // who goes on at the end
  Signal* ended = nullptr;           // or else, what tells run() of the end
  std::exception_ptr error;
};

template <class T>
struct Promise : PromiseBase {
  Task<T> get_return_object() noexcept;
  void return_value(T result) { value.emplace(std::move(result)); }
  T result() {
    if (error) std::rethrow_exception(error);
    return std::move(*value);
  }

  std::optional<T> value;
};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object() noexcept;
  void return_void() noexcept {}
  void result() {
    if (error) std::rethrow_exception(error);
  }
};

template <class T>
class Task {
 public:
  using promise_type = Promise<T>;

  explicit Task(std::coroutine_handle<Promise<T>> frame) noexcept : frame_(frame) {}
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  auto operator co_await() noexcept {
    struct Awaiter {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
        frame.promise().awaiting = awaiting;
        return frame;
      }
      T await_resume() { return frame.promise().result(); }

      std::coroutine_handle<Promise<T>> frame;
    };
    return Awaiter{frame_};
  }

  T run_to_its_end() {
    Signal ended;
    frame_.promise().ended = &ended;
    frame_.resume();
    ended.wait();
    return frame_.promise().result();
  }

 private:
  std::coroutine_handle<Promise<T>> frame_;
};

template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

template <class T>
T run(Task<T> task) {
  return task.run_to_its_end();
}
