// A cache of weak pointers; shared pointers with aliasing and own deleters; enable_shared_from_this.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct Picture : std::enable_shared_from_this<Picture> {
  explicit Picture(std::uint64_t id) : name("picture number " + std::to_string(id)), pixels(64, id) {}
  std::shared_ptr<const std::uint64_t> pixel(std::size_t i) const { return {shared_from_this(), &pixels[i]}; }
  std::string name;
  std::vector<std::uint64_t> pixels;
};

class Gallery {
 public:
  explicit Gallery(std::atomic<long>& alive) : alive_(alive) {}
  std::shared_ptr<const Picture> get(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    if (auto known = pictures_[id].lock()) return known;
    ++alive_;
    const std::shared_ptr<const Picture> fresh(new Picture(id), [&alive = alive_](const Picture* picture) {
      delete picture;
      --alive;
    });
    pictures_[id] = fresh;
    return fresh;
  }

 private:
  std::atomic<long>& alive_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::weak_ptr<const Picture>> pictures_;
};

inline bool idiom_holds(unsigned threads, std::uint64_t seed) {
  std::atomic<long> alive{0};
  std::atomic<unsigned> right{0};
  Gallery gallery(alive);
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t)
      all.emplace_back([&] {
        for (std::uint64_t i = 0; i < 100; ++i) {
          const std::uint64_t id = (seed + i) % 7;
          const std::shared_ptr<const std::uint64_t> pixel = gallery.get(id)->pixel(i % 64);
          const std::weak_ptr<const std::uint64_t> watcher = pixel;
          right += *pixel == id && !watcher.expired() ? 1 : 0;
        }
      });
  }
  return right == 100 * threads && alive == 0;
}
