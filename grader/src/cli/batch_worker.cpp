#include "batch/worker.hpp"
#include "cli/commands.hpp"

namespace parcours::cli {

int batch_worker(const Installation& installation, const std::string& spool, int number) {
  const auto done = work_on(Spool(spool), number,
                            [&](const SpoolPlan& plan, const SpoolTask& task, const std::filesystem::path& file) {
                              return grade_here(installation, plan, task, file);
                            });
  return done ? passed : fail(done.error());
}

}  // namespace parcours::cli
