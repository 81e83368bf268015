// Coroutines from the ground up, in two parts: a generator, as Python makes one with `yield`, and a coroutine that
// waits for a letter and tells of everything that is called on the way. There is only one thread in all of this. Read
// it from top to bottom; every step is explained.
#include <coroutine>  // std::coroutine_handle, std::suspend_always
#include <iostream>   // std::cout
#include <string>     // std::string
#include <utility>    // std::exchange, std::move

// ---- 1. A generator ------------------------------------------------------------------------------------------------

// What a generator function returns. The compiler makes the coroutine; this class says what to do with it.
class Numbers {
 public:
  // The compiler looks for a type of this name. One object of it lives in each coroutine's frame.
  struct promise_type {
    int current = 0;  // what the body yielded last

    // Called first of all. It makes what the caller gets: here, an object that knows the handle of the frame.
    Numbers get_return_object() { return Numbers(std::coroutine_handle<promise_type>::from_promise(*this)); }

    // Asked before the first line of the body. suspend_always: stop here, and let the caller go on.
    std::suspend_always initial_suspend() noexcept { return {}; }

    // `co_yield 3;` calls yield_value(3), and then does what the returned object says: stop.
    std::suspend_always yield_value(int value) noexcept {
      current = value;
      return {};
    }

    // The body has come to its end.
    void return_void() noexcept {}

    // An exception has left the body. Thrown on, it comes out of the resume() in which the body was running.
    void unhandled_exception() { throw; }

    // Asked at the very end. suspend_always: the frame stays, so that done() can be asked, until somebody destroys it.
    std::suspend_always final_suspend() noexcept { return {}; }
  };

  explicit Numbers(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  ~Numbers() { frame_.destroy(); }  // whoever owns the frame gives it back, once
  Numbers(const Numbers&) = delete;
  Numbers& operator=(const Numbers&) = delete;

  // Lets the body run on to its next co_yield. False if it has come to its end instead.
  bool next() {
    frame_.resume();        // an ordinary call: comes back when the body is suspended again
    return !frame_.done();  // done: suspended at its end, for good
  }

  int value() const { return frame_.promise().current; }

 private:
  std::coroutine_handle<promise_type> frame_;  // like a pointer to the frame: it owns nothing by itself
};

// In Python: def multiples(of, up_to): … yield number
// A function is a coroutine if one of co_await, co_yield and co_return stands in it. Nothing else marks it.
Numbers multiples(int of, int up_to) {
  for (int number = of; number <= up_to; number += of) {
    co_yield number;  // suspended here; `number`, `of` and `up_to` are in the frame, and are there when it goes on
  }
}

void part_one() {
  Numbers threes = multiples(3, 10);  // makes the frame and runs nothing of the body
  std::cout << "multiples of 3:";
  while (threes.next()) std::cout << ' ' << threes.value();
  std::cout << '\n';
}  // `threes` is destroyed here, and the frame with it

// ---- 2. What is called when ----------------------------------------------------------------------------------------

void say(const std::string& text) { std::cout << text << '\n'; }

// A place where a coroutine waits for a letter. `co_await mailbox` needs the three functions that begin with await_.
class Mailbox {
 public:
  // First question: can the coroutine go on without stopping at all?
  bool await_ready() const {
    say("    await_ready: there is no letter yet");
    return false;
  }
  // The coroutine has been suspended. Its handle is all that is needed to let it go on later, so keep it.
  void await_suspend(std::coroutine_handle<> reader) {
    say("    await_suspend: the handle is kept in the mailbox");
    reader_ = reader;
  }
  // The coroutine goes on. What is returned here is the value of the whole expression `co_await mailbox`.
  std::string await_resume() {
    say("    await_resume: here is the letter");
    return std::move(letter_);
  }

  void deliver(std::string letter) {
    letter_ = std::move(letter);
    std::exchange(reader_, nullptr).resume();  // the reader runs now, inside of this call
  }

 private:
  std::coroutine_handle<> reader_;
  std::string letter_;
};

// The return type of the second coroutine. Its promise tells what is called.
class Reader {
 public:
  struct promise_type {
    ~promise_type() { say("    the frame is destroyed"); }
    Reader get_return_object() {
      say("    get_return_object: the frame is there");
      return Reader(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept {
      say("    initial_suspend: stop before the first line");
      return {};
    }
    void return_void() noexcept { say("    return_void: the body is over"); }
    void unhandled_exception() { throw; }
    std::suspend_always final_suspend() noexcept {
      say("    final_suspend: stop behind the last line");
      return {};
    }
  };

  explicit Reader(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  ~Reader() { frame_.destroy(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void start() { frame_.resume(); }

 private:
  std::coroutine_handle<promise_type> frame_;
};

// The name is copied into the frame. The mailbox is not: a reference in a frame is a reference, and the mailbox must
// live as long as the coroutine uses it.
Reader reads(std::string name, Mailbox& mailbox) {
  say("    " + name + " begins");
  const std::string letter = co_await mailbox;  // await_ready, await_suspend … and much later await_resume
  say("    " + name + " has read: " + letter);
}

void part_two() {
  Mailbox mailbox;
  say("main calls the coroutine");
  Reader reader = reads("Ada", mailbox);
  say("main starts it");
  reader.start();
  say("main goes on, since the coroutine waits, and delivers a letter");
  mailbox.deliver("hello");
  say("main goes on, since the coroutine has ended");
}  // destroyed in the reverse order: first the reader, then the mailbox

int main() {
  part_one();
  part_two();
}

// Prints:
//   multiples of 3: 3 6 9
//   main calls the coroutine
//       get_return_object: the frame is there
//       initial_suspend: stop before the first line
//   main starts it
//       Ada begins
//       await_ready: there is no letter yet
//       await_suspend: the handle is kept in the mailbox
//   main goes on, since the coroutine waits, and delivers a letter
//       await_resume: here is the letter
//       Ada has read: hello
//       return_void: the body is over
//       final_suspend: stop behind the last line
//   main goes on, since the coroutine has ended
//       the frame is destroyed
