// Where an exception goes that is thrown in a thread, and how to get whole lines out of several threads. Read it from
// top to bottom; every step is explained.
#include <cstddef>     // std::size_t
#include <exception>   // std::exception_ptr, std::current_exception, std::rethrow_exception
#include <future>      // std::async, std::future
#include <iostream>    // std::cout
#include <sstream>     // std::ostringstream, std::istringstream
#include <stdexcept>   // std::runtime_error, std::out_of_range
#include <string>      // std::string, std::to_string, std::getline
#include <syncstream>  // std::osyncstream
#include <thread>      // std::thread, std::jthread
#include <utility>     // std::move
#include <vector>      // std::vector

// 1. By hand. An exception that leaves the function of a thread ends the program; so catch it there and keep it.
void by_hand() {
  std::exception_ptr problem;  // points to no exception yet
  std::thread baker([&problem] {
    try {
      throw std::runtime_error("the oven is cold");
    } catch (...) {                        // three dots: whatever was thrown, also an int
      problem = std::current_exception();  // keeps the exception itself, with its type
    }
  });
  baker.join();  // only after this may `problem` be read
  try {
    if (problem) std::rethrow_exception(problem);  // throws it once more, in this thread
  } catch (const std::runtime_error& error) {      // it still has the type that it had
    std::cout << "by hand: " << error.what() << '\n';
  }
}

// What somebody asks an oven for. There are three of them.
int loaves_in(int oven) {
  if (oven > 3) throw std::out_of_range("there is no oven " + std::to_string(oven));
  return 24;
}

// 2. In a future. std::async catches by itself what its function throws; get() throws it. In Python: future.result()
void by_future() {
  std::future<int> loaves = std::async(std::launch::async, loaves_in, 7);
  try {
    const int count = loaves.get();
    std::cout << "by future: " << count << " loaves\n";
  } catch (const std::out_of_range& error) {
    std::cout << "by future: " << error.what() << '\n';
  }
}

// 3. From several threads. One exception_ptr for all would keep one error, and be a data race: each has its own.
void from_several() {
  std::vector<std::exception_ptr> problems(3);
  {
    std::vector<std::jthread> bakers;
    for (std::size_t number = 0; number < problems.size(); ++number) {
      bakers.emplace_back([&problem = problems[number], number] {
        try {
          if (number != 1) throw std::runtime_error("baker " + std::to_string(number) + " has no flour");
        } catch (...) {
          problem = std::current_exception();
        }
      });
    }
  }  // all of them are joined here
  for (const std::exception_ptr& problem : problems) {  // in the order of the bakers, whoever failed first
    try {
      if (problem) std::rethrow_exception(problem);
    } catch (const std::exception& error) {
      std::cout << "of three: " << error.what() << '\n';
    }
  }
}

// 4. For all threads of a program. Python calls threading.excepthook for what nobody catches; C++ ends the program. So
// wrap what the threads run in a function that catches, and tells. This makes such a function of any other.
template <class Work>
auto guarded(std::string name, Work work) {
  return [name = std::move(name), work = std::move(work)] {
    try {
      work();
    } catch (const std::exception& error) {
      std::cout << "hook: " + name + " stopped, " + error.what() + '\n';  // one text, one call
    } catch (...) {
      std::cout << "hook: " + name + " stopped by something unknown\n";
    }
  };
}

void by_a_hook() {
  std::jthread cleaner(guarded("the cleaner", [] { throw std::runtime_error("the broom is gone"); }));
}  // joined here

// 5. Whole lines. `stream << a << b << c` is three calls, and other threads may get between. An osyncstream collects
// what it is given and hands it over in one piece when it is destroyed, here at the semicolon.
void whole_lines() {
  std::ostringstream log;  // stands for std::cout, so that we can look at it afterwards
  {
    std::vector<std::jthread> bakers;
    for (int number = 0; number < 3; ++number) {
      bakers.emplace_back([&log, number] {
        for (int i = 0; i < 100; ++i) std::osyncstream(log) << "baker " << number << " sold a loaf\n";
      });
    }
  }
  std::istringstream lines(log.str());
  int whole = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.size() == 19 && line.starts_with("baker ") && line.ends_with(" sold a loaf")) ++whole;
  }
  std::cout << "whole lines: " << whole << " of 300\n";
}

int main() {
  by_hand();
  by_future();
  from_several();
  by_a_hook();
  whole_lines();
}

// Prints:
//   by hand: the oven is cold
//   by future: there is no oven 7
//   of three: baker 0 has no flour
//   of three: baker 2 has no flour
//   hook: the cleaner stopped, the broom is gone
//   whole lines: 300 of 300
