#include "batch/spool.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>

#include "batch/stored.hpp"
#include "util/fd.hpp"
#include "util/files.hpp"
#include "util/text.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

// What a task is run with: program, course, spool, and what is added to the index in the array.
constexpr const char* script_text =
    "#!/bin/sh\n"
    "exec \"$1\" --course \"$2\" batch-worker \"$3\" \"$(($4 + SLURM_ARRAY_TASK_ID))\"\n";

tl::unexpected<Error> failed(const fs::path& file, const char* what) {
  return machine_error("{}: cannot be {}: {}", file.string(), what, std::strerror(errno));
}

Result<void> make_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) return failed(folder, "made");
  return {};
}

/// The whole file or none, whoever looks from wherever. Close reports what a file server refused.
Result<void> write_durably(const fs::path& file, std::string_view bytes) {
  std::random_device random;
  const fs::path fresh = file.parent_path() / fmt::format(".{}.{:08x}", file.filename().string(), random());
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return failed(fresh, "written");
  bool good = true;
  while (good && !bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
    good = size > 0 || errno == EINTR;
  }
  good = good && ::fsync(fd) == 0;
  good = ::close(fd) == 0 && good;
  if (!good || ::rename(fresh.c_str(), file.c_str()) != 0) {
    auto error = failed(file, "written");
    ::unlink(fresh.c_str());
    return error;
  }
  const UniqueFd folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) != 0) return failed(file.parent_path(), "written");
  return {};
}

std::string bytes_of(const Json& document) {
  std::string bytes;
  Json::to_cbor(document, bytes);
  return bytes;
}

/// Calls `take` with what is in the file.
template <class Take>
auto read_document(const fs::path& file, Take take) -> Result<decltype(take(Json()))> {
  const auto bytes = read_file(file);
  if (!bytes) return machine_error("{}", bytes.error().message);
  try {
    return take(Json::from_cbor(*bytes));
  } catch (const Json::exception& error) {
    return machine_error("{}: is damaged: {}", file.string(), error.what());
  }
}

Result<GradedSubmission> graded_in(const Json& document) {
  if (document.contains("graded")) return from_stored(document["graded"].get_ref<const std::string&>());
  const Fault fault = document.at("input").get<bool>() ? Fault::input : Fault::machine;
  return tl::unexpected(Error{fault, document.at("error").get<std::string>()});
}

fs::path numbered(const fs::path& folder, const char* kind, int number) {
  return folder / kind / fmt::format("{}", number);
}

}  // namespace

Result<Spool> Spool::create(const fs::path& root, const SpoolPlan& plan) {
  std::random_device random;
  Spool spool(root / fmt::format("{:08x}{:08x}", random(), random()));
  for (const fs::path& folder : {root, spool.folder(), spool.folder() / "tasks", spool.folder() / "submissions",
                                 spool.folder() / "results", spool.folder() / "logs"})
    if (auto made = make_folder(folder); !made) return tl::unexpected(made.error());
  // What is here before any worker starts need not outlive a power cut, nor appear at once.
  const Json document = {{"exercise", plan.exercise}, {"course", plan.course.string()}};
  Result<void> written = write_file(spool.script(), script_text);
  if (written) written = write_file(spool.folder() / "plan", bytes_of(document));
  if (!written) return tl::unexpected(written.error());
  return spool;
}

std::vector<Spool> Spool::all(const fs::path& root) {
  std::vector<Spool> spools;
  std::error_code error;
  for (fs::directory_iterator at(root, error), end; !error && at != end; at.increment(error))
    if (at->is_directory(error)) spools.emplace_back(at->path());
  return spools;
}

fs::path Spool::submission(int number) const { return numbered(folder_, "submissions", number); }

fs::path Spool::log(const std::string& job, int index) const {
  return folder_ / "logs" / fmt::format("{}_{}.log", job, index);
}

Result<SpoolPlan> Spool::plan() const {
  return read_document(folder_ / "plan", [](const Json& document) {
    return SpoolPlan{document.at("exercise").get<std::string>(), document.at("course").get<std::string>()};
  });
}

Result<void> Spool::add(int number, const SpoolTask& task, std::string_view submission) const {
  if (auto written = write_file(this->submission(number), submission); !written) return written;
  const Json document = {{"key", task.key}, {"path", task.path}};
  return write_file(numbered(folder_, "tasks", number), bytes_of(document));
}

Result<SpoolTask> Spool::task(int number) const {
  return read_document(numbered(folder_, "tasks", number), [](const Json& document) {
    return SpoolTask{document.at("key").get<std::string>(), document.at("path").get<std::string>()};
  });
}

Result<void> Spool::leave(int number, const SpoolResult& result) const {
  Json document = {{"key", result.key}, {"host", result.host}};
  if (result.graded) {
    document["graded"] = to_stored(*result.graded);
  } else {
    document["error"] = result.graded.error().message;
    document["input"] = result.graded.error().fault == Fault::input;
  }
  return write_durably(numbered(folder_, "results", number), bytes_of(document));
}

std::vector<int> Spool::results() const {
  const fs::path folder = folder_ / "results";
  // A client of a file server believes what it last saw of a folder for up to a minute, unless it changes it itself.
  const fs::path mark = folder / ".look";
  std::error_code error;
  if (write_file(mark, "")) fs::remove(mark, error);
  std::vector<int> numbers;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with('.')) numbers.push_back(number_or_zero(name));
  }
  std::ranges::sort(numbers);
  return numbers;
}

Result<SpoolResult> Spool::result(int number) const {
  return read_document(numbered(folder_, "results", number), [](const Json& document) {
    return SpoolResult{document.at("key").get<std::string>(), document.at("host").get<std::string>(),
                       graded_in(document)};
  });
}

void Spool::forget_result(int number) const {
  std::error_code ignored;
  fs::remove(numbered(folder_, "results", number), ignored);
}

void Spool::close(const std::set<fs::path>& kept_logs) const {
  std::error_code ignored;
  for (const char* part : {"plan", "worker.sh", "tasks", "submissions", "results"})
    fs::remove_all(folder_ / part, ignored);
  std::vector<fs::path> logs;
  for (fs::directory_iterator at(folder_ / "logs", ignored), end; !ignored && at != end; at.increment(ignored))
    logs.push_back(at->path());
  for (const fs::path& log : logs)
    if (!kept_logs.contains(log)) fs::remove(log, ignored);
  for (const fs::path& folder : {folder_ / "logs", folder_, folder_.parent_path()})
    ::rmdir(folder.c_str());  // fails, as it should, where something is left in it
}

}  // namespace parcours
