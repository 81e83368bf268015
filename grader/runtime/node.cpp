#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <exception>

#include "parcours/cluster.hpp"

namespace parcours {
namespace {

/// In the child: whether it went well.
bool play(const std::string& name, const std::function<void()>& body) {
  try {
    body();
    return !testing::Test::HasFailure();
  } catch (const std::exception& error) {
    ADD_FAILURE() << name << " was ended by an exception: " << error.what();
  } catch (...) {
    ADD_FAILURE() << name << " was ended by an exception.";
  }
  return false;
}

int wait_for(int pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

Node::Node(std::string name, const std::function<void()>& body) : name_(std::move(name)), pid_(::fork()) {
  if (pid_ == 0) ::_exit(play(name_, body) ? 0 : 1);
  if (pid_ < 0) ADD_FAILURE() << name_ << " could not be started.";
}

Node::~Node() { crash(); }

bool Node::join() {
  if (pid_ < 0) return false;
  const int status = wait_for(pid_);
  pid_ = -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
  ADD_FAILURE() << name_ << (WIFSIGNALED(status) ? " crashed." : " did not end well.");
  return false;
}

void Node::crash() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  (void)wait_for(pid_);
  pid_ = -1;
}

void Node::stall() {
  if (pid_ > 0) ::kill(pid_, SIGSTOP);
}

void Node::resume() {
  if (pid_ > 0) ::kill(pid_, SIGCONT);
}

}  // namespace parcours
