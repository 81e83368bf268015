#include "batch/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include "batch/stored.hpp"

namespace parcours {
namespace {

constexpr int application = 0x50617263;  // "Parc", in the file's header: it is ours
constexpr int version = 1;               ///< of the tables below

constexpr const char* tables = R"(
  CREATE TABLE grading (key TEXT PRIMARY KEY, made_at INTEGER NOT NULL, evidence BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE override (person TEXT PRIMARY KEY, points INTEGER NOT NULL, reason TEXT NOT NULL, made_at INTEGER NOT NULL);
)";

/// Does `work`; what the library throws becomes an error that names the file.
template <class Work>
auto guarded(const std::filesystem::path& file, Work work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() == SQLITE_FULL)
      return machine_error("{}: the disk is full; make room and give the same command again: what is graded is kept",
                           file.string());
    return machine_error("{}: {}", file.string(), error.what());
  }
}

int number_of(SQLite::Database& database, const char* pragma) { return database.execAndGet(pragma).getInt(); }

/// A reason not to use it; empty: it is ready.
std::string make_ready(SQLite::Database& database) {
  // A rollback journal and not a write-ahead log: the latter needs shared memory, which file servers lack.
  database.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL");
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  const int found = number_of(database, "PRAGMA user_version");
  const bool empty = number_of(database, "SELECT count(*) FROM sqlite_master") == 0;
  if (empty && found == 0) {
    database.exec(tables);
    database.exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application, version));
    transaction.commit();
    return {};
  }
  if (number_of(database, "PRAGMA application_id") != application) return "is not a store of Parcours";
  if (found > version) return "was made by a later version of Parcours; use that one, or another folder";
  return {};
}

}  // namespace

Store::Store(std::filesystem::path file, std::unique_ptr<SQLite::Database> database)
    : file_(std::move(file)), database_(std::move(database)), mutex_(std::make_unique<std::mutex>()) {}
Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::filesystem::path& file) {
  try {
    auto database =
        std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 10'000);
    if (const std::string refusal = make_ready(*database); !refusal.empty())
      return input_error("{}: {}", file.string(), refusal);
    return Store(file, std::move(database));
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() == SQLITE_NOTADB) return input_error("{}: is not a store of Parcours", file.string());
    return machine_error("{}: {}", file.string(), error.what());
  }
}

Result<std::optional<GradedSubmission>> Store::find(const std::string& key) const {
  const std::lock_guard lock(*mutex_);
  auto bytes = guarded(file_, [&]() -> std::optional<std::string> {
    SQLite::Statement query(*database_, "SELECT evidence FROM grading WHERE key = ?");
    query.bind(1, key);
    if (!query.executeStep()) return {};
    const SQLite::Column column = query.getColumn(0);
    return std::string(static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes()));
  });
  if (!bytes) return tl::unexpected(bytes.error());
  if (!*bytes) return std::optional<GradedSubmission>();
  auto submission = from_stored(**bytes);
  if (!submission) return machine_error("{}: {}", file_.string(), submission.error().message);
  return std::optional(std::move(*submission));
}

Result<void> Store::keep(const std::string& key, const GradedSubmission& submission) {
  const std::string bytes = to_stored(submission);
  const std::lock_guard lock(*mutex_);
  return guarded(file_, [&] {
    SQLite::Statement insert(*database_,
                             "INSERT OR REPLACE INTO grading VALUES (?, CAST(strftime('%s', 'now') AS INTEGER), ?)");
    insert.bind(1, key);
    insert.bind(2, bytes.data(), static_cast<int>(bytes.size()));
    insert.exec();
  });
}

Result<std::vector<Override>> Store::overrides() const {
  const std::lock_guard lock(*mutex_);
  return guarded(file_, [&] {
    std::vector<Override> all;
    SQLite::Statement query(*database_, "SELECT person, points, reason, made_at FROM override ORDER BY person");
    while (query.executeStep())
      all.push_back({query.getColumn(0).getString(), query.getColumn(1).getInt(), query.getColumn(2).getString(),
                     query.getColumn(3).getInt64()});
    return all;
  });
}

Result<void> Store::set_override(const Override& one) {
  const std::lock_guard lock(*mutex_);
  return guarded(file_, [&] {
    SQLite::Statement insert(*database_, "INSERT OR REPLACE INTO override VALUES (?, ?, ?, ?)");
    insert.bind(1, one.person);
    insert.bind(2, one.points);
    insert.bind(3, one.reason);
    insert.bind(4, one.at);
    insert.exec();
  });
}

Result<bool> Store::remove_override(const std::string& person) {
  const std::lock_guard lock(*mutex_);
  return guarded(file_, [&] {
    SQLite::Statement statement(*database_, "DELETE FROM override WHERE person = ?");
    statement.bind(1, person);
    return statement.exec() > 0;
  });
}

}  // namespace parcours
