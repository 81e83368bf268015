// A reader keeps a copy of a document and asks by its address whether it is still the current one.
// The mistake: a new document may get the address of the deleted one, and the copy is taken for current (ABA).
// Must get: test-failure
#include <mutex>
#include <utility>

#include "parcours/scenario.hpp"

namespace {

struct Document {
  int version;
  int text[2];
};

class Shelf {
 public:
  ~Shelf() { delete current_; }

  void replace(int text) {
    const std::lock_guard lock(mutex_);
    delete current_;
    current_ = new Document{++version_, {text, text}};
  }
  /// What a reader keeps: a copy, and where it came from.
  std::pair<Document, const Document*> copy() {
    const std::lock_guard lock(mutex_);
    return {*current_, current_};
  }

 private:
  std::mutex mutex_;
  int version_ = 1;
  Document* current_ = new Document{1, {10, 10}};
};

template <bool by_version>
void keep_a_copy() {
  Shelf shelf;
  parcours::play({{"author", [&] { shelf.replace(20); }},
                  {"reader", [&] {
                     const auto [mine, place] = shelf.copy();
                     const auto [now, place_now] = shelf.copy();
                     const bool current = by_version ? mine.version == now.version : place == place_now;
                     if (current) EXPECT_EQ(mine.text[0], now.text[0]) << "an old copy passes for the current document";
                   }}});
}

SCENARIO(Wrong) { keep_a_copy<false>(); }
SCENARIO(Right) { keep_a_copy<true>(); }

}  // namespace
