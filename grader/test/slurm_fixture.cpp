#include "slurm_fixture.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

#include "batch/run_command.hpp"
#include "util/fd.hpp"
#include "util/machine.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

const std::array<std::string, 2> nodes = {"node1", "node2"};
constexpr std::chrono::seconds patience{60};

/// Looks again and again until it holds, for a minute.
bool becomes(const std::function<bool()>& holds) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

/// Free ones, all different since they are held until all are known.
std::vector<int> free_ports(int count) {
  std::vector<UniqueFd> held;
  std::vector<int> ports;
  for (int i = 0; i < count; ++i) {
    UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(fd.get(), generic, size) != 0 || ::getsockname(fd.get(), generic, &size) != 0) return {};
    ports.push_back(ntohs(address.sin_port));
    held.push_back(std::move(fd));
  }
  return ports;
}

/// Where administrators' programs lie, which an ordinary PATH leaves out.
std::string find_program(const std::string& name) {
  for (const char* folder : {"/usr/sbin/", "/usr/local/sbin/", "/usr/bin/", "/usr/local/bin/"})
    if (::access((folder + name).c_str(), X_OK) == 0) return folder + name;
  return {};
}

std::string host() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return split(name.data(), '.').front();
}

}  // namespace

std::string SlurmCluster::missing() {
  if (::geteuid() != 0) return "daemons of Slurm that can start anybody's jobs need root";
  for (const char* program : {"munged", "slurmctld", "slurmd"})
    if (find_program(program).empty())
      return fmt::format("{} is not installed (Debian: munge slurmctld slurmd slurm-client)", program);
  const auto own = run_command({"unshare", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "true"});
  if (!own || own->status != 0) return "unshare cannot give a node names and processes of its own here";
  return {};
}

Result<std::unique_ptr<SlurmCluster>> SlurmCluster::start() {
  auto folder = TempDir::create();
  if (!folder) return tl::unexpected(folder.error());
  std::unique_ptr<SlurmCluster> cluster(new SlurmCluster(std::move(*folder)));
  const fs::path& root = cluster->folder_.path();
  Result<void> done = cluster->write_files();
  // --force: whoever may write to the folders above its socket is root anyway.
  if (done)
    done = cluster->start_daemon(
        "munged", {find_program("munged"), "--foreground", "--force", "--socket=" + (root / "munge.socket").string(),
                   "--key-file=" + (root / "munge.key").string(), "--pid-file=" + (root / "munged.pid").string(),
                   "--seed-file=" + (root / "munge.seed").string(), "--num-threads=2"});
  if (done && !becomes([&] { return fs::exists(root / "munge.socket"); })) done = machine_error("munged: no socket");
  if (done)
    done =
        cluster->start_daemon("slurmctld", {find_program("slurmctld"), "-D", "-f", cluster->configuration().string()});
  for (const std::string& node : nodes)
    if (done) done = cluster->start_slurmd(node);
  for (const std::string& node : nodes)
    if (done && !becomes([&] { return cluster->is_idle(node); })) done = machine_error("{} does not come up", node);
  if (!done) return machine_error("{}\n{}", done.error().message, cluster->logs());
  return cluster;
}

SlurmCluster::~SlurmCluster() {
  for (const std::string name : {"node1", "node2", "slurmctld", "munged"}) end_daemon(name);
}

Result<void> SlurmCluster::write_files() {
  const std::string root = folder_.path().string();
  const std::vector<int> ports = free_ports(3);
  if (ports.empty()) return machine_error("no free ports");
  std::string key(128, '\0');
  std::random_device random;
  for (char& byte : key) byte = static_cast<char>(random());
  std::string text = fmt::format(
      "ClusterName=parcours\n"
      "SlurmctldHost={0}(127.0.0.1)\n"
      "SlurmctldPort={1}\n"
      "AuthType=auth/munge\n"
      "AuthInfo=socket={2}/munge.socket\n"
      "CredType=cred/munge\n"
      "SlurmUser=root\n"
      "SlurmdUser=root\n"
      "StateSaveLocation={2}/state\n"
      "SlurmdSpoolDir={2}/%n\n"
      "SlurmctldPidFile={2}/slurmctld.pid\n"
      "SlurmdPidFile={2}/%n.pid\n"
      "SlurmctldLogFile={2}/slurmctld.log\n"
      "SlurmdLogFile={2}/%n.log\n"
      "MpiDefault=none\n"
      "SwitchType=switch/none\n"
      "ProctrackType=proctrack/linuxproc\n"
      "TaskPlugin=task/none\n"
      "JobAcctGatherType=jobacct_gather/none\n"
      "AccountingStorageType=accounting_storage/none\n"
      "SelectType=select/cons_tres\n"
      "SelectTypeParameters=CR_Core\n"
      "SlurmdParameters=config_overrides\n"
      // A node that is gone is noticed in seconds, and one that comes back is taken as it is.
      "SlurmdTimeout=5\n"
      "ReturnToService=2\n"
      "KillWait=2\n"
      "SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,bf_interval=1\n",
      host(), ports[0], root);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    text += fmt::format("NodeName={0} NodeHostname={0} NodeAddr=127.0.0.1 Port={1} CPUs={2} State=UNKNOWN\n", nodes[i],
                        ports[i + 1], cores());
  text += "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n";
  fs::create_directory(root + "/state");
  if (auto written = write_file(configuration(), text); !written) return written;
  if (auto written = write_file(root + "/munge.key", key); !written) return written;
  fs::permissions(root + "/munge.key", fs::perms::owner_read | fs::perms::owner_write);
  return {};
}

Result<void> SlurmCluster::start_daemon(const std::string& name, const std::vector<std::string>& argv) {
  const std::string output = (folder_.path() / (name + ".out")).string();
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return machine_error("{}: cannot be started", name);
  if (pid == 0) {
    // Whatever ends the test ends the cluster.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (::getppid() != parent) ::_exit(1);
    ::setsid();
    const int null = ::open("/dev/null", O_RDONLY);
    const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(null, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execv(words.front(), words.data());
    ::_exit(127);
  }
  daemons_[name] = pid;
  return {};
}

void SlurmCluster::end_daemon(const std::string& name) {
  const auto found = daemons_.find(name);
  if (found == daemons_.end()) return;
  ::kill(found->second, SIGKILL);
  ::waitpid(found->second, nullptr, 0);
  daemons_.erase(found);
}

/// A node is a host name and a set of processes of its own: slurmd finds its part of the configuration by the former,
/// and nothing of the latter outlives `unshare`.
Result<void> SlurmCluster::start_slurmd(const std::string& node) {
  fs::create_directories(folder_.path() / node);
  return start_daemon(node, {find_program("unshare"), "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "sh",
                             "-c", "hostname \"$1\" && shift && exec \"$@\"", "sh", node, find_program("slurmd"), "-D",
                             "-f", configuration().string()});
}

Result<void> SlurmCluster::start_node(const std::string& node) {
  if (auto started = start_slurmd(node); !started) return started;
  if (becomes([&] { return is_idle(node); })) return {};
  return machine_error("{} does not come up again\n{}", node, logs());
}

void SlurmCluster::cut_power(const std::string& node) { end_daemon(node); }

std::string SlurmCluster::output_of(const std::string& command) const {
  const auto ran = run_command({"sh", "-c", "SLURM_CONF=\"$1\" " + command, "sh", configuration().string()});
  return ran ? ran->out : std::string();
}

bool SlurmCluster::is_idle(const std::string& node) const {
  return trim(output_of("sinfo --noheader --format=%T --nodes=" + node)) == "idle";
}

std::vector<std::string> SlurmCluster::open_tasks() const {
  std::vector<std::string> states;
  for (const std::string& line : split(output_of("squeue --noheader --array --format=%T"), '\n'))
    if (!trim(line).empty()) states.emplace_back(trim(line));
  return states;
}

std::string SlurmCluster::busy_node() const {
  return std::string(trim(split(output_of("squeue --noheader --states=RUNNING --format=%N"), '\n').front()));
}

std::string SlurmCluster::logs() const {
  const auto ran = run_command({"sh", "-c", "cd \"$1\" && tail -n 20 *.out *.log", "sh", folder_.path().string()});
  return ran ? ran->out : std::string();
}

}  // namespace parcours
