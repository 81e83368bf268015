// A master and its workers: one thread hands out jobs, three threads do them, and each result comes back through a
// future. Read it from top to bottom; every step is explained.
//
// Prints:
//   12 has the factors 2 2 3
//   97 has the factors 97
//   360 has the factors 2 2 2 3 3 5
//   -5 failed: only numbers from 2 on have factors
//   1001 has the factors 7 11 13
//   5 jobs done by up to 3 workers
#include <condition_variable>  // std::condition_variable
#include <deque>               // std::deque
#include <future>              // std::packaged_task, std::future
#include <iostream>            // std::cout
#include <mutex>               // std::mutex, std::lock_guard, std::unique_lock
#include <stdexcept>           // std::invalid_argument
#include <string>              // std::string, std::to_string
#include <thread>              // std::jthread
#include <utility>             // std::move
#include <vector>              // std::vector

// The work itself: an ordinary function that knows nothing of threads. That is the point of the pattern.
std::string factors_of(int number) {
  if (number < 2) throw std::invalid_argument("only numbers from 2 on have factors");
  std::string factors;
  for (int divisor = 2; number > 1; ++divisor) {
    for (; number % divisor == 0; number /= divisor) factors += ' ' + std::to_string(divisor);
  }
  return factors;
}

// A job is one call of that function, wrapped up so that it can be made later, by somebody else. The packaged_task
// keeps what the call returns, or throws, for the future that belongs to it.
struct Job {
  int number;                                   // the argument of the call
  std::packaged_task<std::string(int)> answer;  // the function, and the way back for its result
};

int main() {
  // What all threads share. The mutex guards the two variables below it.
  std::mutex mutex;
  std::deque<Job> jobs;          // handed in and not yet begun
  bool no_more_jobs = false;     // the master has said its last word
  std::condition_variable news;  // workers sleep here until one of the two changes

  // What every worker does, for as long as it lives: take a job, do it, come back for the next one.
  const auto work = [&] {
    for (;;) {
      std::unique_lock lock(mutex);
      // Sleeps while there is neither a job nor the end in sight.
      news.wait(lock, [&] { return !jobs.empty() || no_more_jobs; });
      // First the jobs, then the end: the last ones must still be done when the master has gone quiet.
      if (jobs.empty()) return;
      Job job = std::move(jobs.front());  // moved, because a packaged_task cannot be copied
      jobs.pop_front();
      lock.unlock();           // from here on the others can get at the queue
      job.answer(job.number);  // the long part, without the lock; it fulfils the future, also if the function throws
    }
  };

  std::vector<std::future<std::string>> answers;  // the master's receipts, one for each job, in the order of the jobs
  const std::vector<int> numbers = {12, 97, 360, -5, 1001};
  {
    std::vector<std::jthread> workers;  // started once, and used for all jobs
    for (int i = 0; i < 3; ++i) workers.emplace_back(work);

    for (const int number : numbers) {
      Job job{number, std::packaged_task<std::string(int)>(factors_of)};
      answers.push_back(job.answer.get_future());  // taken before the job is given away
      {
        const std::lock_guard lock(mutex);
        jobs.push_back(std::move(job));
      }
      news.notify_one();  // one job is news for one worker
    }

    // Who does which job, and when, nobody knows. The receipts lie in order, so the output does, too.
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      try {
        // Sleeps until this very result is there. If the function threw, get() throws the same thing here.
        const std::string factors = answers[i].get();
        std::cout << numbers[i] << " has the factors" << factors << '\n';
      } catch (const std::invalid_argument& error) {
        std::cout << numbers[i] << " failed: " << error.what() << '\n';  // and the worker lives on
      }
    }

    {
      const std::lock_guard lock(mutex);
      no_more_jobs = true;
    }
    news.notify_all();  // the end is news for everybody
  }  // the jthreads are joined here

  std::cout << numbers.size() << " jobs done by up to 3 workers\n";
}
