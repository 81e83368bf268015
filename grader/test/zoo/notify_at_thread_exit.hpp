// Detached threads that tell of their end, after their thread-local objects are gone, by the *_at_thread_exit
// functions.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct Crew {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<const void*, unsigned> done;
};

/// Never destroyed: the last thread notifies after all that could be waited for.
inline Crew& crew() {
  static Crew& one = *new Crew;
  return one;
}

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::vector<std::future<std::string>> results;
  const void* const me = &results;
  for (unsigned t = 0; t < threads; ++t) {
    std::promise<std::string> promise;
    results.push_back(promise.get_future());
    std::thread([me, seed, promise = std::move(promise)]() mutable {
      thread_local std::string name;
      name = "a name that is long enough for the heap " + std::to_string(seed);
      promise.set_value_at_thread_exit(name);
      std::unique_lock lock(crew().mutex);
      ++crew().done[me];
      std::notify_all_at_thread_exit(crew().changed, std::move(lock));
    }).detach();
  }
  bool right = true;
  for (auto& result : results) right = right && result.get().ends_with(std::to_string(seed));
  std::unique_lock lock(crew().mutex);
  crew().changed.wait(lock, [&] { return crew().done[me] == threads; });
  crew().done.erase(me);
  return right;
}
