// Packaged tasks, promises, shared futures that many wait for, async with both policies, and exceptions out of them.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::promise<std::string> news;
  const std::shared_future<std::string> heard = news.get_future().share();
  std::promise<void> failure;
  const std::shared_future<void> failed(failure.get_future());
  std::vector<std::future<std::size_t>> results;
  for (unsigned t = 0; t < threads; ++t) {
    const auto policy = t % 2 == 0 ? std::launch::async : std::launch::deferred;
    results.push_back(std::async(policy, [heard, failed] {
      try {
        failed.get();
      } catch (const std::runtime_error& error) {
        return heard.get().size() + std::string(error.what()).size();
      }
      return std::size_t{0};
    }));
  }
  std::packaged_task<std::string(std::uint64_t)> task([](std::uint64_t number) {
    if (number % 2 == 1) throw std::out_of_range("odd number " + std::to_string(number) + " cannot be halved");
    return std::to_string(number / 2);
  });
  std::future<std::string> half = task.get_future();
  std::jthread runner(std::move(task), seed);
  news.set_value("some news, long enough not to fit into the string");
  failure.set_exception(std::make_exception_ptr(std::runtime_error("a failure that all threads look at")));
  bool right = true;
  for (auto& result : results) right = right && result.get() == 49 + 34;
  while (half.wait_for(std::chrono::microseconds(200)) != std::future_status::ready) {
  }
  try {
    right = right && half.get() == std::to_string(seed / 2) && seed % 2 == 0;
  } catch (const std::out_of_range& error) {
    right = right && seed % 2 == 1 && std::string(error.what()).starts_with("odd number");
  }
  std::promise<int> broken;
  std::future<int> never = broken.get_future();
  broken = std::promise<int>();
  try {
    never.get();
    return false;
  } catch (const std::future_error& error) {
    return right && error.code() == std::future_errc::broken_promise;
  }
}
