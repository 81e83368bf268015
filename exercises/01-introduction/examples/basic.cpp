// Adds up many numbers with two threads. Read it from top to bottom; every step is explained.
//
// Prints:
//   two threads: 500000500000
//   one thread:  500000500000
#include <cstdint>     // std::uint64_t
#include <functional>  // std::ref
#include <iostream>    // std::cout
#include <numeric>     // std::iota, std::accumulate
#include <span>        // std::span: a view of a part of a vector, without copying it
#include <thread>      // std::jthread
#include <vector>      // std::vector

// The work of one thread: it reads its part of the numbers and returns nothing, but writes its sum to `result`.
void add_up(std::span<const std::uint64_t> part, std::uint64_t& result) {
  std::uint64_t sum = 0;                     // a local variable: no other thread can see it
  for (const std::uint64_t number : part) {  // reading the input is safe: nobody changes it meanwhile
    sum += number;                           // all the work happens on the local variable
  }
  result = sum;  // one single write to memory that someone else will read
}

int main() {
  std::vector<std::uint64_t> numbers(1'000'000);  // the input: a million numbers,
  std::iota(numbers.begin(), numbers.end(), 1);   // 1, 2, 3, … 1000000

  const std::span<const std::uint64_t> all(numbers);  // a view of all of them
  const std::size_t middle = all.size() / 2;          // where the first share ends and the second one begins

  std::uint64_t first_sum = 0;   // one variable for each thread: they share none.
  std::uint64_t second_sum = 0;  // Declared before the threads, so they live longer than those.

  {                            // a block, so that we can say where the threads end
    std::jthread first(        // starts a thread at once; it runs beside this one
        add_up,                // the function that it is to call,
        all.first(middle),     // and the arguments: the first half of the numbers
        std::ref(first_sum));  // std::ref passes the variable itself; otherwise it is copied
    std::jthread second(add_up, all.subspan(middle), std::ref(second_sum));  // the same with the second half

    // Here both threads are at work, in an order that nobody knows. Reading first_sum now would be a data race.
  }  // the end of the block destroys both jthreads: each one is joined

  // Both threads have ended, and what they wrote is there for us to read.
  const std::uint64_t sum = first_sum + second_sum;  // combining the partial results takes one addition

  std::cout << "two threads: " << sum << '\n';                                                        // 500000500000
  std::cout << "one thread:  " << std::accumulate(all.begin(), all.end(), std::uint64_t{0}) << '\n';  // the same
}
