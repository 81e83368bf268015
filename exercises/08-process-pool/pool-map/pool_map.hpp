#pragma once
// Your file. The task is in README.md beside it. Keep the names and the parameters of the public members;
// everything else is yours to change, and you may include whatever you need from the standard library and from Linux.
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

// What became of one input.
enum class Fate {
  returned,  // the function returned
  threw,     // the function threw an exception, and its worker lives on
  died,      // the worker came to its end while the function was at work on this input
};

struct Outcome {
  Fate fate = Fate::returned;
  std::int64_t value = 0;  // returned: what the function returned
  std::string message;     // threw: what() of the exception; a text of your choice if it was no std::exception
  int status = 0;          // died: the worker's end as waitpid() tells it, to be read with WIFSIGNALED and its like
};

class ProcessPool {
 public:
  using Function = std::function<std::int64_t(std::int64_t)>;

  // Forks `workers` processes, which live as long as the pool and call `function` for one input after the other.
  // Throws std::invalid_argument if there are to be none, and std::system_error if the system refuses one; then
  // nothing is left behind.
  ProcessPool(unsigned workers, Function function) {
    (void)workers;
    (void)function;
  }

  // Called while no map() is running. When it returns, all workers have ended and have been waited for.
  ~ProcessPool() {
    // TODO
  }

  // A pool owns its workers; nobody copies it.
  ProcessPool(const ProcessPool&) = delete;
  ProcessPool& operator=(const ProcessPool&) = delete;

  // Has the workers call the function for each input, once, and returns what became of each, in the order of the
  // inputs. A worker that is free gets the next `chunk` inputs. One that dies is replaced by a new one.
  // Throws std::invalid_argument if `chunk` is 0.
  std::vector<Outcome> map(const std::vector<std::int64_t>& inputs, std::size_t chunk = 1) {
    (void)inputs;
    (void)chunk;
    throw std::logic_error("map() is still to be written");  // TODO
  }

  // The process ids of the workers that the pool has at this moment, in any order.
  std::vector<pid_t> pids() const {
    return {};  // TODO
  }
};
