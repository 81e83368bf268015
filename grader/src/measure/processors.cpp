#include "measure/processors.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace parcours {
namespace {

/// Less, in processors, is not worth telling. The sandbox itself takes a tenth.
constexpr double worth_telling = 0.25;

std::vector<int> allowed_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> allowed;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return allowed;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &set)) allowed.push_back(cpu);
  return allowed;
}

/// The processors of the same core, as the kernel writes them; unknown: the number itself.
std::string siblings(int cpu) {
  std::ifstream file(fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", cpu));
  std::string text;
  return std::getline(file, text) ? text : std::to_string(cpu);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

double used_by_grader() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

std::vector<int> processors_for(int threads) {
  std::vector<int> allowed = allowed_processors();
  if (allowed.size() <= static_cast<std::size_t>(threads)) return {};
  // From the last one on: the first serves most interrupts.
  std::reverse(allowed.begin(), allowed.end());
  std::set<std::string> cores;
  std::vector<int> first_of_core;
  std::vector<int> others;
  for (const int cpu : allowed) (cores.insert(siblings(cpu)).second ? first_of_core : others).push_back(cpu);
  first_of_core.insert(first_of_core.end(), others.begin(), others.end());
  first_of_core.resize(static_cast<std::size_t>(threads));
  return first_of_core;
}

ProcessorTimes parse_processor_times(const std::string& stat) {
  // proc(5): cpu user nice system idle iowait irq softirq steal guest guest_nice, in ticks; guests count as user.
  ProcessorTimes times;
  std::istringstream lines(stat);
  for (std::string line; std::getline(lines, line) && line.starts_with("cpu");) {
    std::istringstream fields(line);
    std::string name;
    double user = 0;
    double nice = 0;
    double system = 0;
    double idle = 0;
    double waiting = 0;
    double interrupts = 0;
    double soft = 0;
    double stolen = 0;
    fields >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft >> stolen;
    if (name != "cpu") {
      ++times.processors;
      continue;
    }
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    times.busy = (user + nice + system + interrupts + soft) / ticks;
    times.stolen = stolen / ticks;
  }
  return times;
}

ProcessorTimes processor_times() {
  std::ifstream file("/proc/stat");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_processor_times(text.str());
}

std::string Disturbance::in_words() const {
  std::string text;
  if (others >= worth_telling)
    text = fmt::format("Other programs kept {:.1f} of {} processors busy meanwhile.", others, processors);
  if (stolen >= worth_telling)
    text += fmt::format("{}The host of this virtual machine took {:.1f} of its {} processors away meanwhile.",
                        text.empty() ? "" : " ", stolen, processors);
  return text;
}

ProcessorWatch::ProcessorWatch()
    : started_(std::chrono::steady_clock::now()), before_(processor_times()), grader_before_(used_by_grader()) {}

Disturbance ProcessorWatch::so_far(double own) const {
  const ProcessorTimes now = processor_times();
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  const double ours = own + used_by_grader() - grader_before_;
  Disturbance disturbance;
  disturbance.processors = now.processors;
  if (wall <= 0) return disturbance;
  disturbance.others = std::max(0.0, (now.busy - before_.busy - ours) / wall);
  disturbance.stolen = std::max(0.0, (now.stolen - before_.stolen) / wall);
  return disturbance;
}

}  // namespace parcours
