#pragma once
// The process that the grader starts where an exercise's work is done by ranks: it starts them with mpirun, passes on
// the grader's orders, and watches for ranks that all wait for each other.
#include <optional>
#include <string>
#include <vector>

namespace parcours::ranks {

class Starter {
 public:
  /// `argv`: of this program, which every rank runs as well.
  explicit Starter(char** argv) : argv_(argv) {}
  ~Starter();
  Starter(const Starter&) = delete;
  Starter& operator=(const Starter&) = delete;

  /// As many ranks as the environment says (`count_variable`). False: they do not come up; the grader has been told
  /// why.
  [[nodiscard]] bool start();

  /// The text of an order to the first `count` ranks, all where negative.
  void pass_on(const std::string& order, int count = -1);

  /// Until all ranks have ended, or all wait for each other; the grader has been told of that. The exit status.
  [[nodiscard]] int watch();

  /// The exit status of the ranks together; empty: they have not ended.
  [[nodiscard]] std::optional<int> ended();

 private:
  void stop();
  [[nodiscard]] bool welcome_all(int listener);

  char** argv_;
  std::string folder_;
  int count_ = 0;
  int mpirun_ = -1;
  std::vector<int> connections_;  ///< to each rank, by its number
};

}  // namespace parcours::ranks
