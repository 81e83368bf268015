#pragma once
// Your file. The task is in README.md beside it. Keep the names Task and run; everything else is yours to change, and
// you may include whatever you need from the standard library.
//
// What is here compiles: the compiler finds all that it asks a coroutine's type for. But no body of a task ever runs.
#include <coroutine>
#include <exception>
#include <stdexcept>

// The language wants return_value() in the promise of a task with a result, and return_void() in that of a task
// without one, never both. So there are two versions of this part.
template <class T>
struct ReturnPart {
  // `co_return value;` calls this.
  void return_value(T value) {
    (void)value;  // TODO
  }
};
template <>
struct ReturnPart<void> {
  // `co_return;` and the end of the body call this.
  void return_void() {}
};

template <class T>
class Task {
 public:
  // The compiler looks for this name. One promise lives in each coroutine's frame; whatever has to be remembered
  // about a running task has its place here.
  struct promise_type : ReturnPart<T> {
    // Makes the Task that the caller gets. std::coroutine_handle<promise_type>::from_promise(*this) is the handle.
    Task get_return_object() {
      return Task();  // TODO
    }

    // Awaited before the first line of the body: suspend_always stops there.
    std::suspend_always initial_suspend() noexcept { return {}; }

    // Awaited after the body. Who goes on now?
    std::suspend_always final_suspend() noexcept {
      return {};  // TODO
    }

    // Called, inside of a catch (...), when an exception leaves the body.
    void unhandled_exception() {
      // TODO
    }
  };

  // A task can be moved, and not copied. Its destructor destroys the frame, in whatever state the coroutine is.
  Task(Task&& other) noexcept {
    (void)other;  // TODO
  }
  Task& operator=(Task&& other) noexcept {
    (void)other;
    return *this;  // TODO
  }
  ~Task() {
    // TODO
  }

  // What `co_await task` works with: an object with these three functions.
  auto operator co_await() && noexcept {
    struct Awaiter {
      // May the awaiting coroutine go on without being suspended at all?
      bool await_ready() noexcept {
        return true;  // TODO
      }
      // Called when it is suspended. The coroutine whose handle this returns goes on next.
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
        return awaiting;  // TODO
      }
      // Called when it goes on. What this returns or throws is what `co_await` gives.
      T await_resume() {
        throw std::logic_error("co_await of a Task is still to be written");  // TODO
      }
    };
    return Awaiter();
  }

 private:
  Task() = default;
};

// Starts the task on the calling thread, sleeps until it has ended, and returns its result or throws its exception.
template <class T>
T run(Task<T> task) {
  (void)task;
  throw std::logic_error("run() is still to be written");  // TODO
}
