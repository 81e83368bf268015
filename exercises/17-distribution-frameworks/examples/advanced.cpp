// A task queue over ranks, as Celery or Dask have one: rank 0 hands out tasks, the others are workers. A worker that is
// done gets the next task, so a slow one holds nobody up. A task that fails is handed out again, to whoever asks next.
// Build and run it: mpicxx -std=c++20 -O2 advanced.cpp -o advanced && mpirun -np 4 ./advanced
// Ranks: 4
#include <mpi.h>

#include <deque>
#include <iostream>
#include <map>
#include <vector>

namespace {

// What travels: plain numbers, which look the same in every process. A pointer, or a std::string, would not: it means
// something in its own process only.
struct Task {
  long number = -1;  // -1: there is nothing left to do
  long begin = 0;
  long end = 0;
  long attempt = 0;
};
struct Result {
  long number = 0;
  long primes = 0;
  long failed = 0;
};

constexpr int longs_of_task = sizeof(Task) / sizeof(long);
constexpr int longs_of_result = sizeof(Result) / sizeof(long);
enum Tag : int { ready_tag = 1, task_tag, result_tag };

bool is_prime(long number) {
  if (number < 2) return false;
  for (long divisor = 2; divisor * divisor <= number; ++divisor)
    if (number % divisor == 0) return false;
  return true;
}

Result work_on(const Task& task) {
  // Task 3 fails when it is tried for the first time: as if the network had been away for a moment.
  if (task.number == 3 && task.attempt == 0) return {task.number, 0, 1};
  Result result{task.number, 0, 0};
  for (long i = task.begin; i < task.end; ++i) result.primes += is_prime(i) ? 1 : 0;
  return result;
}

void worker() {
  for (;;) {
    MPI_Send(nullptr, 0, MPI_BYTE, 0, ready_tag, MPI_COMM_WORLD);  // "I am free": an empty message says it
    Task task;
    MPI_Recv(&task, longs_of_task, MPI_LONG, 0, task_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (task.number < 0) return;
    const Result result = work_on(task);
    MPI_Send(&result, longs_of_result, MPI_LONG, 0, result_tag, MPI_COMM_WORLD);
  }
}

// Hands out all tasks; the primes that each found.
std::map<long, long> hand_out(std::deque<Task> tasks, int workers) {
  std::map<long, long> found;
  std::map<long, Task> under_way;
  std::vector<int> idle;  // workers that have asked and not been answered
  int sent_home = 0;
  while (sent_home < workers) {
    // The next message, whoever sends it and whatever it is.
    MPI_Status next;
    MPI_Probe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &next);
    if (next.MPI_TAG == ready_tag) {
      MPI_Recv(nullptr, 0, MPI_BYTE, next.MPI_SOURCE, ready_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      idle.push_back(next.MPI_SOURCE);
    } else {
      Result result;
      MPI_Recv(&result, longs_of_result, MPI_LONG, next.MPI_SOURCE, result_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      Task task = under_way.extract(result.number).mapped();
      if (result.failed != 0) {
        ++task.attempt;
        tasks.push_back(task);
        std::cout << "task " << task.number << " failed and is handed out again\n";
      } else {
        found[result.number] = result.primes;
      }
    }
    // While a task is under way it may still fail: nobody is sent home before the last one is done.
    while (!idle.empty() && (!tasks.empty() || under_way.empty())) {
      Task task;
      if (tasks.empty()) {
        ++sent_home;
      } else {
        task = tasks.front();
        tasks.pop_front();
        under_way[task.number] = task;
      }
      MPI_Send(&task, longs_of_task, MPI_LONG, idle.back(), task_tag, MPI_COMM_WORLD);
      idle.pop_back();
    }
  }
  return found;
}

}  // namespace

int main() {
  MPI_Init(nullptr, nullptr);
  int rank = 0;
  int ranks = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (rank != 0) {
    worker();
  } else {
    constexpr long count = 10;
    constexpr long size = 20'000;
    std::deque<Task> tasks;
    for (long i = 0; i < count; ++i) tasks.push_back({i, i * size, (i + 1) * size, 0});
    long all = 0;
    for (const auto& [number, primes] : hand_out(tasks, ranks - 1)) {
      std::cout << "task " << number << ": " << primes << " primes\n";
      all += primes;
    }
    std::cout << "below " << count * size << " there are " << all << " primes\n";
  }
  MPI_Finalize();
}
// Prints:
//   task 3 failed and is handed out again
//   task 0: 2262 primes
//   task 1: 1941 primes
//   task 2: 1854 primes
//   task 3: 1780 primes
//   task 4: 1755 primes
//   task 5: 1709 primes
//   task 6: 1709 primes
//   task 7: 1673 primes
//   task 8: 1659 primes
//   task 9: 1642 primes
//   below 200000 there are 17984 primes
