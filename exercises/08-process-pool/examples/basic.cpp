// One worker process that lives on: it squares numbers, one request after the other, until it is told that there will
// be no more. Then two workers that come to a bad end, and how that looks from outside. Read it from top to bottom; a
// pool is this, several times over.
#include <sys/socket.h>  // socketpair, send, recv
#include <sys/wait.h>    // waitpid, WIFEXITED and its like
#include <unistd.h>      // fork, close, _exit

#include <array>      // std::array
#include <csignal>    // raise, SIGKILL
#include <cstring>    // strsignal
#include <iostream>   // std::cout
#include <optional>   // std::optional
#include <stdexcept>  // std::runtime_error
#include <string>     // std::string, std::to_string

// What the worker does all its life. It never returns: a child that returned from here would go on in main(), as a
// second copy of the whole program.
[[noreturn]] void serve(int socket) {
  int served = 0;                                                   // a variable of the worker's own
  int number = 0;                                                   // the request
  while (recv(socket, &number, sizeof number, 0) > 0) {             // sleeps until a request comes; 0: the end
    if (number == -1) raise(SIGKILL);                               // this worker has a mistake: it crashes …
    if (number == -2) _exit(3);                                     // … and gives up
    const std::array<int, 2> answer = {number * number, ++served};  // it remembers how much it has done
    send(socket, answer.data(), sizeof answer, MSG_NOSIGNAL);       // sends both numbers as the bytes that they are
  }
  _exit(0);  // and not exit() or return: what main() has still to do at its end is not the worker's
}

// A worker as the parent sees it: a process, and a way to talk to it.
struct Worker {
  pid_t pid = 0;
  int socket = -1;
};

Worker start() {
  std::array<int, 2> ends{};
  // Two sockets that are connected with each other. What goes into one comes out of the other. SEQPACKET keeps
  // messages apart: each recv() returns one whole message, or 0 when the other side is gone.
  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()) != 0) throw std::runtime_error("no sockets");
  const pid_t pid = fork();  // from here on there are two processes, each with both ends
  if (pid < 0) throw std::runtime_error("no process");
  if (pid == 0) {    // the child
    close(ends[0]);  // keeps one end …
    serve(ends[1]);
  }
  close(ends[1]);  // … and the parent the other one: if it kept both, it would never see that the child is gone
  return {pid, ends[0]};
}

// Asks, and waits for the answer. Empty if there will be none.
std::optional<std::array<int, 2>> ask(const Worker& worker, int number) {
  std::array<int, 2> answer{};
  send(worker.socket, &number, sizeof number, MSG_NOSIGNAL);  // MSG_NOSIGNAL: without it, a dead worker ends us, too
  if (recv(worker.socket, answer.data(), sizeof answer, 0) <= 0) return std::nullopt;
  return answer;
}

// Waits for the process, and says how it ended. Who does not wait leaves a zombie: an entry in the system's table.
std::string end(const Worker& worker) {
  close(worker.socket);  // a worker that waits for a request reads the end now
  int status = 0;
  waitpid(worker.pid, &status, 0);
  if (WIFSIGNALED(status)) return std::string("killed by a signal: ") + strsignal(WTERMSIG(status));
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

int main() {
  const Worker good = start();
  for (const int number : {7, 12, 25}) {
    if (const auto answer = ask(good, number)) {
      std::cout << number << " squared is " << (*answer)[0] << ", request " << (*answer)[1] << " of this worker\n";
    }
  }
  std::cout << "no more requests: " << end(good) << '\n';

  for (const int deadly : {-1, -2}) {
    const Worker bad = start();
    if (!ask(bad, deadly)) std::cout << "no answer to " << deadly << ": " << end(bad) << '\n';
  }
}

// Prints:
//   7 squared is 49, request 1 of this worker
//   12 squared is 144, request 2 of this worker
//   25 squared is 625, request 3 of this worker
//   no more requests: exit status 0
//   no answer to -1: killed by a signal: Killed
//   no answer to -2: exit status 3
