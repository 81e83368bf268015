// The life of a child process: start it, see what it has and has not in common with its parent, wait for it, ask how
// it ended, and get a number out of it. Read it from top to bottom; every step is explained.
#include <sys/wait.h>  // waitpid, and the macros that take its status apart
#include <unistd.h>    // fork, pipe, read, write, close, _exit

#include <csignal>   // raise, SIGKILL
#include <cstdint>   // std::int64_t
#include <cstdlib>   // EXIT_FAILURE
#include <iostream>  // std::cout

// What Python calls exitcode. waitpid() packs into one int whether a child ended by itself, and with which number.
int exit_code_of(int status) {
  if (WIFSIGNALED(status)) return -WTERMSIG(status);  // a signal ended it
  return WEXITSTATUS(status);                         // it ended by itself: what it passed to _exit, 0 to 255
}

// Sleeps until the child has ended. That takes the child off the system's list; until then it is a zombie.
int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);  // this child and no other; a program with signal handlers would also look for EINTR
  return exit_code_of(status);
}

int main() {
  // 1. One process, one variable. std::flush empties the buffer of std::cout. Otherwise the child would get a copy of
  // the buffer together with everything else, and the line might appear twice.
  int votes = 10;
  std::cout << "before fork: " << votes << " votes\n" << std::flush;

  // 2. Fork. One process calls it, and two return from it: the parent, which gets the child's number, and the child,
  // which gets 0. Both go on with the next line, each with memory of its own that looks the same.
  const pid_t voter = fork();
  if (voter < 0) return EXIT_FAILURE;  // the system has no room for another process

  if (voter == 0) {
    // 3. Only the child comes here. What it changes is its own copy.
    votes += 1;
    std::cout << "in the child: " << votes << " votes\n" << std::flush;
    _exit(3);  // the end of the child, with a number from 0 to 255. Not exit() and not return: see the chapter
  }

  // 4. Only the parent comes here. It waits, so that the order of the lines is certain.
  const int code = wait_for(voter);
  std::cout << "in the parent: " << votes << " votes, the child's exit code is " << code << '\n' << std::flush;

  // 5. A child that something ends: here it does it to itself, it could be a crash. The parent lives on and can tell.
  const pid_t unlucky = fork();
  if (unlucky < 0) return EXIT_FAILURE;
  if (unlucky == 0) {
    raise(SIGKILL);
    _exit(0);  // not reached
  }
  std::cout << "a killed child has the exit code " << wait_for(unlucky) << '\n' << std::flush;

  // 6. A number too large for an exit code goes through a pipe. Made before the fork, it is there in both processes:
  // ends[0] is for reading, ends[1] for writing, and each process has a copy of both.
  int ends[2];
  if (pipe(ends) != 0) return EXIT_FAILURE;
  const pid_t worker = fork();
  if (worker < 0) return EXIT_FAILURE;
  if (worker == 0) {
    close(ends[0]);  // the child only writes
    std::int64_t sum = 0;
    for (std::int64_t i = 1; i <= 1'000'000; ++i) sum += i * i;
    const ssize_t written = write(ends[1], &sum, sizeof sum);  // its eight bytes, as they lie in memory
    _exit(written == ssize_t{sizeof sum} ? 0 : 1);
  }
  close(ends[1]);  // the parent only reads. With this copy open, it would never see the end of the data

  std::int64_t sum = 0;
  const ssize_t got = read(ends[0], &sum, sizeof sum);  // sleeps until there is something, or nobody left to write it
  close(ends[0]);
  if (wait_for(worker) != 0 || got != ssize_t{sizeof sum}) return EXIT_FAILURE;
  std::cout << "through the pipe came " << sum << '\n';
}

// Prints:
//   before fork: 10 votes
//   in the child: 11 votes
//   in the parent: 10 votes, the child's exit code is 3
//   a killed child has the exit code -9
//   through the pipe came 333333833333500000
