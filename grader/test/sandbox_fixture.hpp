#pragma once
// What the tests of the sandbox share: the same test in every tier that this machine can have.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>

#include "sandbox/sandbox.hpp"
#include "util/files.hpp"

namespace parcours {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// PARCOURS_SANDBOX for as long as it lives.
class ForcedTier {
 public:
  explicit ForcedTier(const std::string& tier) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, tier.c_str(), 1);
  }
  ~ForcedTier() {
    if (before_)
      ::setenv(name, before_->c_str(), 1);
    else
      ::unsetenv(name);
  }
  ForcedTier(const ForcedTier&) = delete;
  ForcedTier& operator=(const ForcedTier&) = delete;

 private:
  static constexpr const char* name = "PARCOURS_SANDBOX";
  std::optional<std::string> before_;
};

inline Result<std::unique_ptr<Sandbox>> make(const std::string& tier, std::vector<fs::path> hidden = {}) {
  const auto installation = find_installation();
  if (!installation) return tl::unexpected(installation.error());
  const ForcedTier forced(tier);
  return make_sandbox(installation->init, std::move(hidden));
}

inline Limits patient() {
  Limits limits;
  limits.wall = seconds(120);
  return limits;
}

/// Whether any process of the machine has `word` among its arguments.
inline bool runs_somewhere(const std::string& word) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    std::ifstream in(entry.path() / "cmdline", std::ios::binary);
    const std::string line(std::istreambuf_iterator<char>(in), {});
    // A whole argument: the shell that was told to start it holds the word too, inside a longer one.
    if (line.find('\0' + word + '\0') != std::string::npos) return true;
  }
  return false;
}

inline std::string contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class SandboxTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    auto made = make(GetParam());
    if (!made) GTEST_SKIP() << made.error().message;
    sandbox_ = std::move(*made);
    auto folder = TempDir::create();
    ASSERT_TRUE(folder) << folder.error().message;
    folder_.emplace(std::move(*folder));
    fs::permissions(path(), fs::perms::all);  // what keeps a command out must be the sandbox
  }

  [[nodiscard]] fs::path path() const { return folder_->path(); }

  [[nodiscard]] Command shell(const std::string& script, bool writable = true) const {
    return {.argv = {"/bin/sh", "-c", script},
            .environment = {{"PATH", "/usr/bin:/bin"}},
            .folder = path(),
            .mounts = {{path(), writable}}};
  }

  Outcome run(const Command& command, const Limits& limits = patient()) const {
    auto outcome = sandbox_->run(command, limits);
    if (outcome) return *outcome;
    ADD_FAILURE() << outcome.error().message;
    return {};
  }

  /// A command that sends packets faster than anyone can take them.
  [[nodiscard]] Command flood() const {
    Command command = shell("dd if=/dev/zero bs=64 >&3 & dd if=/dev/zero bs=64 >&3");
    command.channel = true;
    return command;
  }

  /// The first such event, within a minute, for a grader that has some work to do with each packet.
  template <class Wanted>
  static std::optional<Wanted> first_of(Running& running) {
    const auto give_up = std::chrono::steady_clock::now() + seconds(60);
    while (std::chrono::steady_clock::now() < give_up) {
      auto event = running.next(seconds(1));
      if (!event) {
        ADD_FAILURE() << event.error().message;
        return std::nullopt;
      }
      if (auto* wanted = std::get_if<Wanted>(&*event)) return std::move(*wanted);
      if (std::holds_alternative<Message>(*event)) ::usleep(200);
    }
    return std::nullopt;
  }

  std::unique_ptr<Sandbox> sandbox_;
  std::optional<TempDir> folder_;
};

/// The tier's name as GoogleTest takes it.
inline std::string tier_name(const ::testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace parcours
