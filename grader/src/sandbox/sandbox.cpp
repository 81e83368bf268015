#include "sandbox/sandbox.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "sandbox/running.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

enum class Tier { bubblewrap, landlock, limits_only };

constexpr const char* bubblewrap_path = "/usr/bin/bwrap";
constexpr const char* debugger_path = "/usr/bin/gdb";
/// The system's files that compilers and programs need; nothing else of the machine is visible.
constexpr const char* system_paths[] = {
    "/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives"};

/// What a control group may hold beyond the command's own limit: parcours-init and the debugger are in it, too.
constexpr std::uint64_t own_memory_bytes = 512ULL << 20;

/// Every sandbox of a grader that is root has a user of its own, so that RLIMIT_NPROC counts only its processes.
long fresh_uid() {
  static std::atomic<long> counter{0};
  return 1'500'000'000L + (static_cast<long>(::getpid()) % 100'000) * 1000 + counter++ % 1000;
}

void give_to(long uid, const std::vector<Mount>& mounts) {
  for (const Mount& mount : mounts) {
    if (!mount.writable) continue;
    const auto id = static_cast<uid_t>(uid);
    ::lchown(mount.path.c_str(), id, id);
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(mount.path, ignored))
      ::lchown(entry.path().c_str(), id, id);
  }
}

class ProcessSandbox final : public Sandbox {
 public:
  ProcessSandbox(Tier tier, fs::path init, std::vector<fs::path> hidden, std::optional<CgroupParent> groups)
      : tier_(tier), init_(std::move(init)), hidden_(std::move(hidden)), groups_(std::move(groups)) {}

  std::string tier() const override {
    return tier_ == Tier::bubblewrap ? "bubblewrap" : tier_ == Tier::landlock ? "landlock" : "limits-only";
  }

  bool counts_all_memory() const override { return groups_.has_value(); }
  bool has_own_network() const override { return tier_ == Tier::bubblewrap; }

  Result<std::unique_ptr<Running>> start(const Command& wanted, const Limits& limits) override {
    Command command = wanted;
    Belongings belongings;
    if (tier_ != Tier::bubblewrap)
      if (auto given = give_scratch(command, belongings); !given) return tl::unexpected(given.error());
    auto control = make_packet_socket();
    if (!control) return tl::unexpected(control.error());
    auto output = make_pipe();
    if (!output) return tl::unexpected(output.error());
    FdPair channel;
    if (command.channel) {
      auto made = make_packet_socket();
      if (!made) return tl::unexpected(made.error());
      channel = std::move(*made);
    }
    UniqueFd input;
    if (!command.input.empty()) {
      auto filled = make_filled_pipe(command.input);
      if (!filled) return tl::unexpected(filled.error());
      input = std::move(*filled);
    }
    const long uid = ::geteuid() == 0 ? fresh_uid() : -1;
    if (uid >= 0) give_to(uid, command.mounts);

    std::vector<std::string> argv;
    if (tier_ == Tier::bubblewrap) argv = bubblewrap_arguments(command);
    const std::string init_argv[] = {init_inside(),
                                     std::to_string(control->theirs.get()),
                                     std::to_string(command.channel ? channel.theirs.get() : -1),
                                     std::to_string(uid),
                                     std::to_string(limits.cpu.count()),
                                     std::to_string(limits.memory_bytes),
                                     std::to_string(limits.processes),
                                     std::to_string(limits.file_bytes),
                                     std::to_string(limits.sampling.count()),
                                     command.cpus.empty() ? "-" : fmt::format("{}", fmt::join(command.cpus, ",")),
                                     landlock_paths(command),
                                     ::access(debugger_path, X_OK) == 0 ? debugger_path : "-",
                                     "--"};
    argv.insert(argv.end(), std::begin(init_argv), std::end(init_argv));
    argv.insert(argv.end(), command.argv.begin(), command.argv.end());

    std::vector<std::string> environment;
    for (const auto& [name, value] : command.environment) environment.push_back(fmt::format("{}={}", name, value));

    if (groups_) {
      auto group = groups_->make(limits.memory_bytes + own_memory_bytes);
      if (!group) return machine_error("cannot make a control group: {}", std::strerror(errno));
      belongings.group.emplace(std::move(*group));
    }

    const pid_t pid = spawn(argv, environment, command.folder, belongings.group ? &*belongings.group : nullptr,
                            {.input = input.get(),
                             .control = control->theirs.get(),
                             .channel = command.channel ? channel.theirs.get() : -1,
                             .output = output->theirs.get()});
    if (pid < 0) return machine_error("cannot start a process: {}", std::strerror(errno));
    Pipes pipes{std::move(control->ours), std::move(channel.ours), std::move(output->ours)};
    return std::make_unique<RunningProcess>(pid, std::move(pipes), std::move(belongings), limits);
  }

 private:
  std::string init_inside() const { return tier_ == Tier::bubblewrap ? "/parcours-init" : init_.string(); }

  /// Elsewhere /tmp is the machine's: closed by Landlock, or shared with everybody.
  static Result<void> give_scratch(Command& command, Belongings& belongings) {
    auto scratch = TempDir::create();
    if (!scratch) return tl::unexpected(scratch.error());
    command.environment.emplace_back("TMPDIR", scratch->path().string());
    command.mounts.push_back({scratch->path(), true});
    belongings.scratch.emplace(std::move(*scratch));
    return {};
  }

  std::string landlock_paths(const Command& command) const {
    if (tier_ != Tier::landlock) return "-";
    std::string list;
    for (const char* path : system_paths) list += fmt::format("r{}:", path);
    list += "r/proc:";
    for (const char* device : {"null", "zero", "full", "random", "urandom", "shm", "mqueue"})
      list += fmt::format("w/dev/{}:", device);
    for (const Mount& mount : command.mounts)
      list += fmt::format("{}{}:", mount.writable ? 'w' : 'r', mount.path.string());
    return list;
  }

  std::vector<std::string> bubblewrap_arguments(const Command& command) const {
    std::vector<std::string> argv{bubblewrap_path,     "--unshare-pid", "--unshare-net",
                                  "--unshare-ipc",     "--unshare-uts", "--unshare-cgroup-try",
                                  "--die-with-parent", "--as-pid-1",    "--new-session"};
    const auto add = [&](std::initializer_list<std::string> more) { argv.insert(argv.end(), more); };
    if (::geteuid() == 0)
      add({"--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL"});
    else
      add({"--unshare-user"});
    for (const char* path : system_paths) {
      std::error_code error;
      if (fs::is_symlink(path, error))
        add({"--symlink", fs::read_symlink(path, error).string(), path});
      else if (fs::exists(path, error))
        add({"--ro-bind", path, path});
    }
    for (const fs::path& path : hidden_)
      if (path.string().starts_with("/usr/")) add({"--tmpfs", path.string()});
    add({"--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--size", "67108864", "--tmpfs", "/dev/shm", "--perms",
         "1777", "--size", "268435456", "--tmpfs", "/tmp", "--ro-bind", init_.string(), "/parcours-init"});
    for (const Mount& mount : command.mounts) {
      // bubblewrap makes missing parents for root alone; the command may be another user.
      fs::path parent;
      for (const fs::path& part : mount.path.parent_path()) {
        parent /= part;
        if (parent != "/" && parent != "/tmp" && parent != "/usr") add({"--perms", "0755", "--dir", parent.string()});
      }
      add({mount.writable ? "--bind" : "--ro-bind", mount.path.string(), mount.path.string()});
    }
    add({"--chdir", command.folder.string(), "--"});
    return argv;
  }

  struct Descriptors {
    int input = -1;  ///< -1: nothing to read
    int control = -1;
    int channel = -1;  ///< -1: none
    int output = -1;
  };

  static pid_t spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
                     const fs::path& folder, const Cgroup* group, const Descriptors& fds) {
    std::vector<char*> arguments;
    for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    std::vector<char*> variables;
    for (const std::string& variable : environment) variables.push_back(const_cast<char*>(variable.c_str()));
    variables.push_back(nullptr);
    const std::string path = folder.string();
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::setpgid(0, 0);  // Ctrl-C is for the grader, which may want to finish what it began
    ::dup2(fds.input >= 0 ? fds.input : ::open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    ::dup2(fds.output, 1);
    ::dup2(fds.output, 2);
    ::fcntl(fds.control, F_SETFD, 0);
    if (fds.channel >= 0) ::fcntl(fds.channel, F_SETFD, 0);
    ::umask(022);
    if ((group == nullptr || group->enter()) && ::chdir(path.c_str()) == 0)
      ::execve(arguments[0], arguments.data(), variables.data());
    ::dprintf(STDERR_FILENO, "%s: %s\n", arguments[0], std::strerror(errno));
    ::_exit(125);
  }

  Tier tier_;
  fs::path init_;
  std::vector<fs::path> hidden_;
  std::optional<CgroupParent> groups_;
};

bool works(Sandbox& sandbox) {
  // One that does not work fails at once. Patience keeps a busy machine from falling to a weaker one unnoticed.
  Limits limits;
  limits.wall = std::chrono::seconds(60);
  const auto outcome =
      sandbox.run({.argv = {"/usr/bin/true"}, .environment = {}, .folder = "/usr", .mounts = {}}, limits);
  return outcome && outcome->ending == Ending::exited && outcome->status == 0;
}

}  // namespace

Result<std::unique_ptr<Sandbox>> make_sandbox(const fs::path& init, const std::vector<fs::path>& hidden) {
  const char* forced_text = std::getenv("PARCOURS_SANDBOX");
  const std::string forced = forced_text == nullptr ? "" : forced_text;
  const auto groups = CgroupParent::find();
  for (const Tier tier : {Tier::bubblewrap, Tier::landlock, Tier::limits_only}) {
    auto sandbox = std::make_unique<ProcessSandbox>(tier, init, hidden, groups);
    if (!forced.empty() && forced != sandbox->tier()) continue;
    if (works(*sandbox)) return sandbox;
  }
  return machine_error("no sandbox works here{}: run `parcours doctor`",
                       forced.empty() ? "" : fmt::format(" (PARCOURS_SANDBOX={})", forced));
}

}  // namespace parcours
