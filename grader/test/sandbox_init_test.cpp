// Talks to parcours-init itself, as the grader does.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "sandbox/protocol.hpp"
#include "util/fd.hpp"
#include "util/files.hpp"

namespace parcours {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using std::chrono::steady_clock;

class InitTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto installation = find_installation();
    ASSERT_TRUE(installation) << installation.error().message;
    init_ = installation->init;
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
    auto control = make_packet_socket();
    ASSERT_TRUE(control) << control.error().message;
    control_ = std::move(*control);
  }

  void TearDown() override {
    control_ = {};  // ends it
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }

  [[nodiscard]] fs::path at(const std::string& name) const { return folder_->path() / name; }

  void start(const std::string& script, const std::string& processes = "100", const std::string& debugger = "-") {
    const std::string control = std::to_string(control_.theirs.get());
    // CONTROL CHANNEL UID CPU_MS MEMORY PROCESSES FILE_BYTES SAMPLING CPUS LANDLOCK DEBUGGER -- COMMAND
    const char* const argv[] = {init_.c_str(),
                                control.c_str(),
                                "-1",
                                "-1",
                                "0",
                                "1000000000",
                                processes.c_str(),
                                "1000000",
                                "10",
                                "-",
                                "-",
                                debugger.c_str(),
                                "--",
                                "/bin/sh",
                                "-c",
                                script.c_str(),
                                nullptr};
    pid_ = ::fork();
    if (pid_ == 0) {
      ::fcntl(control_.theirs.get(), F_SETFD, 0);
      ::execv(argv[0], const_cast<char* const*>(argv));
      ::_exit(125);
    }
    ASSERT_GT(pid_, 0);
    control_.theirs.reset();
  }

  void order(protocol::Order order) const {
    ASSERT_EQ(::send(control_.ours.get(), &order, sizeof order, MSG_NOSIGNAL), static_cast<ssize_t>(sizeof order));
  }

  /// The next packet of a kind, others left out; empty: none came within a minute.
  [[nodiscard]] std::string next(protocol::Kind kind) const {
    const auto give_up = steady_clock::now() + seconds(60);
    while (steady_clock::now() < give_up) {
      pollfd readable{control_.ours.get(), POLLIN, 0};
      if (::poll(&readable, 1, 100) <= 0) continue;
      std::string packet(sizeof(protocol::Text), '\0');
      const ssize_t size = ::recv(control_.ours.get(), packet.data(), packet.size(), 0);
      if (size <= 0) return {};
      packet.resize(static_cast<std::size_t>(size));
      protocol::Header header{};
      std::memcpy(&header, packet.data(), sizeof header);
      if (header.kind == kind) return packet;
    }
    return {};
  }

  fs::path init_;
  std::optional<TempDir> folder_;
  FdPair control_;
  pid_t pid_ = -1;
};

TEST_F(InitTest, EndsTheCommandThoughTheDebuggerIsStillAtWork) {
  std::ofstream(at("debugger")) << "#!/bin/sh\nwhile :; do echo a frame; sleep 3; done\n";
  fs::permissions(at("debugger"), fs::perms::all);
  start("sleep 600", "100", at("debugger").string());
  order(protocol::Order::stacks);
  ASSERT_NE(next(protocol::Kind::stacks), "");
  const auto asked = steady_clock::now();
  order(protocol::Order::kill);
  EXPECT_NE(next(protocol::Kind::ended), "");
  EXPECT_LT(steady_clock::now() - asked, seconds(10));
}

TEST_F(InitTest, CountsTheDebuggersTimeForNobody) {
  std::ofstream(at("debugger")) << "#!/bin/sh\ni=0; while [ $i -lt 500000 ]; do i=$((i+1)); done\n";
  fs::permissions(at("debugger"), fs::perms::all);
  start("sleep 600", "100", at("debugger").string());
  order(protocol::Order::stacks);
  ASSERT_NE(next(protocol::Kind::stacks_end), "");
  protocol::Tick tick;
  const std::string packet = next(protocol::Kind::tick);
  ASSERT_EQ(packet.size(), sizeof tick);
  std::memcpy(static_cast<void*>(&tick), packet.data(), sizeof tick);
  EXPECT_LT(tick.cpu_ms, 200U);
}

TEST_F(InitTest, HoldsLimitsThoughNobodyReadsWhatItTells) {
  const int smallest = 1;  // room for a few packets
  ASSERT_EQ(::setsockopt(control_.theirs.get(), SOL_SOCKET, SO_SNDBUF, &smallest, sizeof smallest), 0);
  // Long after that room is full, too many processes.
  start("sleep 3; for i in 1 2 3 4 5 6; do sleep 600 & done; wait", "4");
  const auto children = [&] {
    std::ifstream in(fmt::format("/proc/{0}/task/{0}/children", pid_));
    std::string list;
    std::getline(in, list);
    return list;
  };
  const auto give_up = steady_clock::now() + seconds(60);
  while (children().empty() && steady_clock::now() < give_up) ::usleep(10'000);
  while (!children().empty() && steady_clock::now() < give_up) ::usleep(10'000);
  EXPECT_EQ(children(), "");
  protocol::Ended ended;
  const std::string packet = next(protocol::Kind::ended);
  ASSERT_EQ(packet.size(), sizeof ended);
  std::memcpy(static_cast<void*>(&ended), packet.data(), sizeof ended);
  EXPECT_EQ(ended.ending, protocol::Ending::processes);
}

}  // namespace
}  // namespace parcours
