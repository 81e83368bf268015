// The life of a thread: start, pass something in, wait, get something out, an exception included. Read it from top to
// bottom; every step is explained.
#include <exception>   // std::exception_ptr: an exception that can be carried from one thread to another
#include <functional>  // std::ref
#include <iostream>    // std::cout
#include <stdexcept>   // std::runtime_error
#include <string>      // std::string
#include <thread>      // std::thread, std::jthread, std::this_thread

// What the first thread does. The name is a copy of its own; `letters` is a variable of whoever started the thread.
void count_letters(std::string name, std::size_t& letters) {
  letters = name.size();  // written here, and read by the other thread after it has joined this one: no race
}

int main() {
  // 1. Start. The constructor starts the thread at once; there is no start() to call. What follows the function are the
  // arguments for it. They are copied into the thread, so nothing can change or go away under its feet. Only
  // std::ref says "not a copy, this very variable", and then that variable must live until the thread has ended.
  std::size_t letters = 0;
  std::thread counter(count_letters, "Ada Lovelace", std::ref(letters));

  // 2. Wait. join() returns when the thread has ended. Before, `letters` must not be touched; from here on it may be
  // read.
  counter.join();
  std::cout << "letters: " << letters << '\n';

  // 3. A std::thread that is destroyed without join() ends the whole program. A std::jthread joins by itself, at the
  // end of its block. With a lambda, what it needs is captured: [&] by reference, [=] as a copy.
  std::thread::id id_of_helper;
  {
    std::jthread helper([&] {
      id_of_helper = std::this_thread::get_id();  // "which thread am I?"
    });
  }  // here the program waits for helper, and that is why the next line may read what it wrote
  const bool same = id_of_helper == std::this_thread::get_id();
  std::cout << "the helper " << (same ? "was main()" : "was another thread than main()") << '\n';

  // 4. Exceptions. One that leaves the function of a thread ends the whole program: nobody is there who could catch it.
  // So it is caught inside and kept. std::exception_ptr holds any exception, whatever its type; null means none.
  std::exception_ptr problem;
  std::jthread worker([&] {
    try {
      throw std::runtime_error("the disk is full");
    } catch (...) {                        // whatever it is …
      problem = std::current_exception();  // … keep it
    }
  });
  worker.join();  // a jthread may be joined by hand, too: here it must have ended before its block does

  // 5. The thread has ended, so `problem` may be looked at, and thrown again, here where somebody can deal with it.
  try {
    if (problem) std::rethrow_exception(problem);
    std::cout << "the worker did its work\n";
  } catch (const std::exception& exception) {
    std::cout << "the worker failed: " << exception.what() << '\n';
  }

  // 6. Two threads in a row: the second one starts when the first one has ended. So the order of the lines below is
  // certain. Had both been started before the first join(), either line could come first.
  for (const char* name : {"first", "second"}) {
    std::jthread([name] { std::cout << "hello from the " << name << " thread\n"; }).join();
  }
}

// Prints:
//   letters: 12
//   the helper was another thread than main()
//   the worker failed: the disk is full
//   hello from the first thread
//   hello from the second thread
