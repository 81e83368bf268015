#pragma once
// How far a batch is, on standard error: one line that is written over in a terminal, now and then a line elsewhere.
#include <cstddef>
#include <mutex>
#include <string>

#include "batch/campaign.hpp"
#include "util/stopwatch.hpp"

namespace parcours::cli {

/// Thread-safe.
class BatchProgress {
 public:
  BatchProgress();
  /// Of which each tells this object, which must outlive them.
  [[nodiscard]] CampaignEvents events();
  /// After a stop was asked for: whether those at work are waited for, or cancelled.
  void stopping(bool cancelled);

 private:
  /// `mutex_` is held.
  void show(bool always);

  bool terminal_;
  std::mutex mutex_;
  Stopwatch watch_;
  double shown_at_ = 0;
  std::size_t to_do_ = 0;
  std::size_t of_ = 0;
  std::size_t done_ = 0;
  std::size_t at_work_ = 0;
  std::size_t failed_ = 0;
  bool stopping_ = false;
  bool cancelled_ = false;
};

}  // namespace parcours::cli
