#include "intake/gradescope_metadata.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <fstream>

#include "intake/names.hpp"
#include "util/text.hpp"
#include "util/timestamp.hpp"

namespace parcours {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t largest_file = 64ULL << 20;
constexpr std::size_t most_submissions = 50'000;
constexpr std::size_t most_submitters = 100;  ///< of one submission
constexpr std::size_t deepest = 64;
constexpr std::size_t longest_text = 1024;

/// Ends the reading: yaml-cpp offers no other way.
struct Refused {
  YAML::Mark mark;
  std::string what;
};

/// Ruby writes its symbols with a colon in front: ":submitters".
std::string_view without_colon(std::string_view key) {
  if (key.starts_with(':')) key.remove_prefix(1);
  return key;
}

/// Follows the events by the keys that lead to them: submission_123 > submitters > [ ] > name.
class Reader : public YAML::EventHandler {
 public:
  std::map<std::string, GradescopeSubmission> submissions;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) throw Refused{mark, "holds a second document"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { scalar(mark, ""); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    throw Refused{mark, "refers to another part of the file, as Gradescope does not"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& value) override {
    scalar(mark, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, false);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, true);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    bool map = false;
    bool value_next = false;  ///< of a map: its key came
    std::string key;
  };

  void scalar(const YAML::Mark& mark, const std::string& value) {
    if (levels_.empty()) throw Refused{mark, "does not map the folders of submissions to what is known of them"};
    Level& level = levels_.back();
    if (level.map && !level.value_next) {
      level.key = value.substr(0, longest_text);
      level.value_next = true;
      if (levels_.size() == 1) begin_submission(mark, level.key);
      return;
    }
    level.value_next = false;
    take(mark, value.substr(0, longest_text));
  }

  void open(const YAML::Mark& mark, bool map) {
    if (levels_.size() == deepest) throw Refused{mark, "is nested too deeply"};
    if (!levels_.empty() && levels_.back().map && !levels_.back().value_next)
      throw Refused{mark, "has a key that is no text"};
    if (levels_.empty() && !map)
      throw Refused{mark, "does not map the folders of submissions to what is known of them"};
    if (map && in_submitters()) {
      std::vector<Submitter>& all = current_->submitters;
      if (all.size() == most_submitters) throw Refused{mark, fmt::format("names more than {} submitters", all.size())};
      all.emplace_back();
    }
    levels_.push_back({map, false, {}});
  }

  void close() {
    levels_.pop_back();
    if (!levels_.empty()) levels_.back().value_next = false;
  }

  void begin_submission(const YAML::Mark& mark, const std::string& key) {
    if (submissions.size() == most_submissions)
      throw Refused{mark, fmt::format("names more than {} submissions", most_submissions)};
    current_ = &submissions[tidied(key)];
    *current_ = {};
  }

  [[nodiscard]] bool key_is(std::size_t depth, std::string_view name) const {
    return levels_.size() > depth && without_colon(levels_[depth].key) == name;
  }

  /// Directly in the list of a submission's submitters.
  [[nodiscard]] bool in_submitters() const { return levels_.size() == 3 && key_is(1, "submitters") && !levels_[2].map; }

  void take(const YAML::Mark& mark, const std::string& value) {
    if (levels_.size() == 2 && key_is(1, "created_at")) {
      const auto at = parse_timestamp(value);
      if (!at) throw Refused{mark, at.error().message};
      current_->created_at = *at;
    }
    if (levels_.size() != 4 || !key_is(1, "submitters") || levels_[2].map || !levels_[3].map) return;
    Submitter& submitter = current_->submitters.back();
    if (key_is(3, "name")) submitter.name = tidied(value);
    if (key_is(3, "sid")) submitter.sid = tidied(value);
    if (key_is(3, "email")) submitter.email = tidied(value);
  }

  std::vector<Level> levels_;
  GradescopeSubmission* current_ = nullptr;
  int documents_ = 0;
};

tl::unexpected<Error> complaint(const std::string& shown, const YAML::Mark& mark, const std::string& what) {
  return input_error("{}:{}: {}", shown, mark.is_null() ? 1 : mark.line + 1, tidied(what));
}

}  // namespace

Result<std::map<std::string, GradescopeSubmission>> read_gradescope_metadata(const fs::path& file,
                                                                             const std::string& shown) {
  std::error_code error;
  if (const std::uintmax_t size = fs::file_size(file, error); error || size > largest_file)
    return input_error("{}: {}", shown,
                       error ? "cannot be read: " + error.message() : "is larger than " + size_text(largest_file));
  std::ifstream in(file, std::ios::binary);
  Reader reader;
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(reader)) {
    }
  } catch (const Refused& refused) {
    return complaint(shown, refused.mark, refused.what);
  } catch (const YAML::Exception& failure) {
    return complaint(shown, failure.mark, "is not valid YAML: " + failure.msg);
  }
  return std::move(reader.submissions);
}

}  // namespace parcours
