#include "batch/batch.hpp"

#include <algorithm>
#include <ctime>
#include <set>

#include "batch/batch_log.hpp"
#include "util/text.hpp"

namespace parcours {
namespace {

/// Null: nobody has that id.
const Entry* find_person(const std::vector<Entry>& entries, const std::string& id) {
  const auto found = std::ranges::find_if(entries, [&](const Entry& entry) { return entry.person.id == id; });
  return found != entries.end() ? &*found : nullptr;
}

Result<const Entry*> need_person(const std::vector<Entry>& entries, const std::string& id, const char* option) {
  if (const Entry* const found = find_person(entries, id)) return found;
  std::vector<std::string> ids;
  for (const Entry& entry : entries) ids.push_back(entry.person.id);
  return input_error("{} {}: nobody has that id{}", option, id, did_you_mean(id, ids));
}

Result<Collection> read_input(const Grader& grader, const Exercise& exercise, const BatchFolder& folder,
                              const BatchOptions& options) {
  CollectOptions how;
  how.header = exercise.header;
  how.scratch = folder.scratch();
  how.unpack = grader.builder().installation().unpack;
  how.layout = options.layout;
  how.at = options.at;
  if (options.roster) {
    auto roster = load_roster(*options.roster);
    if (!roster) return tl::unexpected(roster.error());
    how.roster = std::move(*roster);
  }
  return collect(grader.sandbox(), options.input, how);
}

/// Keys of the gradings that are to be done again.
Result<std::set<std::string>> to_regrade(const BatchOptions& options, const std::vector<Entry>& entries) {
  std::set<std::string> keys;
  for (const std::string& id : options.regrade) {
    const auto entry = need_person(entries, id, "--regrade");
    if (!entry) return tl::unexpected(entry.error());
    if ((*entry)->key.empty()) return input_error("--regrade {}: there is nothing to grade: {}", id, (*entry)->problem);
    keys.insert((*entry)->key);
  }
  return keys;
}

/// The points that the command sets by hand, or no longer does.
Result<void> apply(const BatchOptions& options, const std::vector<Entry>& entries, const Rubric& rubric, Store& store) {
  for (const OverrideRequest& request : options.overrides) {
    if (auto known = need_person(entries, request.person, "--override"); !known) return tl::unexpected(known.error());
    if (request.points > rubric.max_points)
      return input_error("--override {}={}: the exercise has {} points", request.person, request.points,
                         rubric.max_points);
  }
  for (const std::string& id : options.without_override) {
    const auto removed = store.remove_override(id);
    if (!removed) return tl::unexpected(removed.error());
    if (!*removed) return input_error("--no-override {}: no points of that person were set by hand", id);
  }
  for (const OverrideRequest& request : options.overrides)
    if (auto set = store.set_override({request.person, request.points, request.reason, std::time(nullptr)}); !set)
      return set;
  return {};
}

/// Overrides outlive a person's leaving the input; the teacher should know.
Result<std::vector<std::string>> remarks_on(const Store& store, const std::vector<Entry>& entries,
                                            const CampaignResult& campaign) {
  std::vector<std::string> remarks;
  if (campaign.stopped) remarks.emplace_back("The batch was stopped before its end; the same command goes on.");
  const auto overrides = store.overrides();
  if (!overrides) return tl::unexpected(overrides.error());
  for (const Override& one : *overrides)
    if (find_person(entries, one.person) == nullptr)
      remarks.push_back(fmt::format("Points were set by hand for {}, who is not in this batch: {}, \"{}\".", one.person,
                                    one.points, one.reason));
  return remarks;
}

/// Tells the log what the caller is told, too.
CampaignEvents with_log(const CampaignEvents& events, BatchLog& log) {
  return {.planned =
              [&](std::size_t to_do, std::size_t of) {
                log.line(fmt::format("{} of {} different submissions to grade", to_do, of));
                events.planned(to_do, of);
              },
          .begun = events.begun,
          .ended =
              [&](const Work& work, const std::string& problem) {
                log.line(fmt::format("{}: {}", work.shown, problem.empty() ? "graded" : "not graded: " + problem));
                events.ended(work, problem);
              }};
}

}  // namespace

Result<BatchResult> run_batch(const Grader& grader, const Exercise& exercise, const Rubric& rubric, BatchFolder& folder,
                              Executor& executor, const BatchOptions& options, const CampaignEvents& events,
                              const std::stop_token& stop) {
  auto store = Store::open(folder.store());
  if (!store) return tl::unexpected(store.error());
  const auto collection = read_input(grader, exercise, folder, options);
  if (!collection) return tl::unexpected(collection.error());
  const auto keys = GradingKeys::create(exercise, grader.builder().installation(), grader.compiler());
  if (!keys) return tl::unexpected(keys.error());
  const std::vector<Entry> entries = read_entries(collection->entrants, exercise.header, *keys);
  const auto again = to_regrade(options, entries);
  if (!again) return tl::unexpected(again.error());
  if (auto applied = apply(options, entries, rubric, *store); !applied) return tl::unexpected(applied.error());
  BatchLog log(folder.log());
  log.line(fmt::format("{}: {} persons, read as {}; {}", exercise.id, entries.size(), to_string(collection->layout),
                       executor.description()));
  BatchResult result;
  auto campaign = grade_missing(entries, rubric, *again, executor, *store, with_log(events, log), stop);
  if (!campaign) {
    log.line(campaign.error().message);
    return tl::unexpected(campaign.error());
  }
  result.campaign = std::move(*campaign);
  const auto grades = Grades::create(exercise, rubric, *store, result.campaign.failures, options.due);
  if (!grades) return tl::unexpected(grades.error());
  auto remarks = remarks_on(*store, entries, result.campaign);
  if (!remarks) return tl::unexpected(remarks.error());
  auto totals = write_outputs(
      exercise, rubric, entries, *collection, *grades,
      {.out = folder.path(), .reports = options.reports, .remarks = std::move(*remarks), .language = options.language});
  if (!totals) return tl::unexpected(totals.error());
  result.totals = std::move(*totals);
  log.line(fmt::format("{} graded, {} missing, {} rejected, {} not graded{}", result.totals.graded,
                       result.totals.missing, result.totals.rejected, result.totals.not_graded,
                       result.campaign.stopped ? "; stopped" : ""));
  return result;
}

}  // namespace parcours
