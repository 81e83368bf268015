#pragma once
// Your file. The task is in README.md beside it. Keep the names and the parameters of the public members;
// everything else is yours to change, and you may include whatever you need from the standard library.
#include <cstdint>
#include <exception>
#include <functional>
#include <stdexcept>

// A task goes from waiting to running, and from running to done or to failed. It never goes back.
enum class TaskState { waiting, running, done, failed };

class BoundedRunner {
 public:
  using Id = std::uint64_t;

  // At most `limit` threads run tasks. Throws std::invalid_argument if the limit is 0.
  explicit BoundedRunner(unsigned limit) { (void)limit; }

  // Waits for every task that was accepted, and for every task that those add. No thread is left afterwards.
  ~BoundedRunner() {
    // TODO
  }

  // Threads share one runner by reference; nobody copies it.
  BoundedRunner(const BoundedRunner&) = delete;
  BoundedRunner& operator=(const BoundedRunner&) = delete;

  // Accepts a task and returns its id, at once: it neither runs the task nor waits for a free thread.
  // Tasks are taken up in the order in which they were accepted.
  Id submit(std::function<void()> task) {
    (void)task;
    throw std::logic_error("submit() is still to be written");  // TODO
  }

  // Where the task is at this moment. Throws std::out_of_range for an id that submit() has not returned.
  TaskState state(Id id) const {
    (void)id;
    return TaskState::waiting;  // TODO
  }

  // What the task threw, if it is failed; null otherwise. Throws std::out_of_range for an unknown id.
  std::exception_ptr error(Id id) const {
    (void)id;
    return nullptr;  // TODO
  }

  // Sleeps until the task is done or failed. Throws std::out_of_range for an unknown id, and std::logic_error when one
  // of this runner's own tasks calls it.
  void wait(Id id) {
    (void)id;  // TODO
  }

  // Sleeps until every task that was accepted before is done or failed, and every task that those add.
  // Throws std::logic_error when one of this runner's own tasks calls it.
  void wait_all() {
    // TODO
  }
};
