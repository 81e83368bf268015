#pragma once
// What a batch has found out so far, in a SQLite file: each grading is kept by a transaction of its own, so that
// nothing but the one in hand is lost when the power goes.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "report/result.hpp"
#include "util/result.hpp"

namespace SQLite {
class Database;
}

namespace parcours {

/// Points that a person has set, instead of those that were graded.
struct Override {
  std::string person;  ///< id
  int points = 0;
  std::string reason;
  std::int64_t at = 0;  ///< seconds since 1970

  bool operator==(const Override&) const = default;
};

/// Thread-safe. Errors: machine, "FILE: what"; what was kept before stays.
class Store {
 public:
  /// Made where it is not there. Errors: input too, where the file is something else or made by a later Parcours.
  [[nodiscard]] static Result<Store> open(const std::filesystem::path& file);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) = delete;
  ~Store();

  /// By its key (batch/grading_keys.hpp). Without a grade: to be scored.
  [[nodiscard]] Result<std::optional<GradedSubmission>> find(const std::string& key) const;
  /// On the disk when it returns. In place of what had the key.
  [[nodiscard]] Result<void> keep(const std::string& key, const GradedSubmission& submission);

  [[nodiscard]] Result<std::vector<Override>> overrides() const;
  /// In place of the person's last one.
  [[nodiscard]] Result<void> set_override(const Override& one);
  /// False: there is none.
  [[nodiscard]] Result<bool> remove_override(const std::string& person);

 private:
  Store(std::filesystem::path file, std::unique_ptr<SQLite::Database> database);
  std::filesystem::path file_;
  std::unique_ptr<SQLite::Database> database_;
  std::unique_ptr<std::mutex> mutex_;
};

}  // namespace parcours
