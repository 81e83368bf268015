#include "ranks/starter.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "channel.hpp"
#include "ranks/rank.hpp"
#include "ranks/stalemate.hpp"
#include "ranks/wait_board.hpp"

namespace parcours::ranks {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds time_to_come_up{30};
constexpr std::chrono::milliseconds time_to_go_down{500};
constexpr std::chrono::milliseconds between_looks{50};

/// What Open MPI is told: messages go through shared memory, nothing is asked of the network, and more ranks than
/// processors are no mistake.
constexpr const char* settings[][2] = {
    {"OMPI_MCA_btl", "self,vader"},
    {"OMPI_MCA_pml", "ob1"},
    {"OMPI_MCA_btl_vader_single_copy_mechanism", "none"},
    // A library for other networks, which patches mmap and does not bear a sanitizer.
    {"OMPI_MCA_osc", "^ucx"},
    {"UCX_MEM_MMAP_HOOK_MODE", "none"},
    {"OMPI_MCA_oob_tcp_if_include", "lo"},
    {"OMPI_MCA_plm_rsh_agent", "/bin/false"},
    {"OMPI_MCA_rmaps_base_oversubscribe", "1"},
    {"OMPI_MCA_hwloc_base_binding_policy", "none"},
    {"OMPI_MCA_mpi_yield_when_idle", "1"},
    {"OMPI_ALLOW_RUN_AS_ROOT", "1"},
    {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"},
    {"HWLOC_HIDE_ERRORS", "2"},
    // Who has neither a name nor a home makes its libraries crash.
    {"HOME", "/tmp"},
    {"PATH", "/usr/bin:/bin"}};

void refuse(const std::string& why) { channel::send("no-ranks " + why); }

int listen_at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return -1;
  std::strcpy(address.sun_path, path.c_str());
  const int listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (listener >= 0 && ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::listen(listener, most) == 0)
    return listener;
  ::close(listener);
  return -1;
}

/// With a descriptor of the grader's channel.
void greet(int connection) {
  char byte = '!';
  iovec part{&byte, 1};
  alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = space;
  message.msg_controllen = sizeof space;
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &channel::descriptor, sizeof(int));
  (void)::sendmsg(connection, &message, MSG_NOSIGNAL);
}

}  // namespace

Starter::~Starter() {
  stop();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

bool Starter::start() {
  const char* const wanted = std::getenv(count_variable);
  count_ = wanted == nullptr ? 0 : std::atoi(wanted);
  std::string name = (std::filesystem::temp_directory_path() / "ranks-XXXXXX").string();
  if (count_ < 1 || count_ > most || ::mkdtemp(name.data()) == nullptr) {
    refuse("no place for them");
    return false;
  }
  folder_ = name;
  const std::string socket = folder_ + "/starter";
  const std::string board = folder_ + "/board";
  const int listener = listen_at(socket);
  if (listener < 0 || make_wait_board(board) == nullptr) {
    refuse("no socket or no memory to share");
    return false;
  }
  for (const auto& [variable, value] : settings) ::setenv(variable, value, 0);
  ::setenv(board_variable, board.c_str(), 1);
  ::setenv(socket_variable, socket.c_str(), 1);
  mpirun_ = ::fork();
  if (mpirun_ == 0) {
    const std::string ranks = std::to_string(count_);
    const char* const mpirun = std::getenv("PARCOURS_MPIRUN");
    ::execl(mpirun == nullptr ? "/usr/bin/mpirun" : mpirun, "mpirun", "--oversubscribe", "-np", ranks.c_str(), argv_[0],
            static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::unsetenv(socket_variable);  // it makes a process a rank
  const bool all = welcome_all(listener);
  ::close(listener);
  return all;
}

bool Starter::welcome_all(int listener) {
  connections_.assign(static_cast<std::size_t>(count_), -1);
  const auto until = Clock::now() + time_to_come_up;
  for (int missing = count_; missing > 0;) {
    if (const auto status = ended()) {
      refuse("mpirun ended with status " + std::to_string(*status));
      return false;
    }
    if (Clock::now() > until) {
      refuse("they did not come up in time");
      return false;
    }
    pollfd coming{listener, POLLIN, 0};
    if (::poll(&coming, 1, static_cast<int>(between_looks.count())) != 1) continue;
    const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    char text[16] = "";
    if (connection < 0 || ::recv(connection, text, sizeof text - 1, 0) <= 0) continue;
    const auto rank = static_cast<std::size_t>(std::atoi(text));
    if (rank >= connections_.size() || connections_[rank] >= 0) {
      ::close(connection);
      continue;
    }
    connections_[rank] = connection;
    greet(connection);
    --missing;
  }
  return true;
}

void Starter::pass_on(const std::string& order, int count) {
  const std::string sealed = channel::sealed(order);
  for (std::size_t rank = 0; rank < connections_.size(); ++rank)
    if (count < 0 || rank < static_cast<std::size_t>(count))
      (void)::send(connections_[rank], sealed.data(), sealed.size(), MSG_NOSIGNAL);
}

int Starter::watch() {
  Stalemate stalemate(folder_ + "/board", count_);
  for (;;) {
    if (const auto status = ended()) return *status;
    if (stalemate.is_there()) {
      channel::send(stalemate.tell());
      return 1;
    }
    ::usleep(static_cast<useconds_t>(std::chrono::microseconds(between_looks).count()));
  }
}

void Starter::stop() {
  for (const int connection : connections_)
    if (connection >= 0) ::close(connection);
  connections_.clear();
  if (mpirun_ <= 0) return;
  ::kill(mpirun_, SIGTERM);  // it ends the ranks
  // Where they end at the same moment by themselves, it may wait for them for ever (seen in Open MPI 4.1).
  for (const auto until = Clock::now() + time_to_go_down; !ended(); ::usleep(10'000))
    if (Clock::now() > until) ::kill(mpirun_, SIGKILL);
}

std::optional<int> Starter::ended() {
  int how = 0;
  if (mpirun_ <= 0 || ::waitpid(mpirun_, &how, WNOHANG) != mpirun_) return std::nullopt;
  mpirun_ = -1;
  return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
}

}  // namespace parcours::ranks
