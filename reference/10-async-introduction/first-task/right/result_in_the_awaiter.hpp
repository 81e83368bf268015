#pragma once
// The result goes straight to where it is wanted: into the awaiter, which lies in the frame of the coroutine that
// awaits. And run() starts a coroutine that nobody owns: it frees itself, perhaps after run() has returned.
#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <semaphore>
#include <type_traits>
#include <utility>

template <class T>
struct Result {
  T take() {
    if (error) std::rethrow_exception(error);
    return std::move(value).value();
  }

  std::optional<T> value;
  std::exception_ptr error;
};

template <>
struct Result<void> {
  void take() const {
    if (error) std::rethrow_exception(error);
  }

  std::exception_ptr error;
};

template <class T>
struct WritesResult {
  template <class U>
    requires std::constructible_from<T, U>
  void return_value(U&& value) {
    result->value.emplace(std::forward<U>(value));
  }

  Result<T>* result = nullptr;
};

template <>
struct WritesResult<void> {
  void return_void() const noexcept {}

  Result<void>* result = nullptr;
};

template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type : WritesResult<T> {
    Task get_return_object() { return Task(*this); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    auto final_suspend() const noexcept {
      struct Next {
        bool await_ready() const noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) const noexcept {
          return ended.promise().awaiting;
        }
        void await_resume() const noexcept {}
      };
      return Next();
    }
    void unhandled_exception() { this->result->error = std::current_exception(); }

    std::coroutine_handle<> awaiting = std::noop_coroutine();
  };

  class Awaiter {
   public:
    explicit Awaiter(promise_type& promise) noexcept : promise_(promise) {}
    Awaiter(const Awaiter&) = delete;
    Awaiter& operator=(const Awaiter&) = delete;

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
      promise_.result = &result_;
      promise_.awaiting = awaiting;
      return std::coroutine_handle<promise_type>::from_promise(promise_);
    }
    T await_resume() { return result_.take(); }

   private:
    promise_type& promise_;
    Result<T> result_;
  };

  Task(Task&& other) noexcept : promise_(std::exchange(other.promise_, nullptr)) {}
  Task& operator=(Task other) noexcept {
    std::swap(promise_, other.promise_);
    return *this;
  }
  ~Task() {
    if (promise_ != nullptr) std::coroutine_handle<promise_type>::from_promise(*promise_).destroy();
  }

  Awaiter operator co_await() && noexcept { return Awaiter(*promise_); }

 private:
  explicit Task(promise_type& promise) noexcept : promise_(&promise) {}

  promise_type* promise_;
};

/// Begins at once, and its frame goes when it ends.
struct Unowned {
  struct promise_type {
    Unowned get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }
  };
};

template <class T>
Unowned await_and_tell(Task<T>& task, Result<T>& result, std::binary_semaphore& ended) {
  try {
    if constexpr (std::is_void_v<T>)
      co_await std::move(task);
    else
      result.value.emplace(co_await std::move(task));
  } catch (...) {
    result.error = std::current_exception();
  }
  ended.release();
}

template <class T>
T run(Task<T> task) {
  Result<T> result;
  std::binary_semaphore ended(0);
  await_and_tell(task, result, ended);
  ended.acquire();
  return result.take();
}
