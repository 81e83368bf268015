// The atomic operations of a scenario: the instrumentation calls these functions in place of each
// (tsan_interface_atomic.h of compiler-rt), and what they return follows the memory model.
#include <bits/atomic_wait.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "controlled/world.hpp"

namespace parcours::controlled {
namespace {

std::uint64_t in_memory(const volatile void* address, int size) {
  std::uint64_t value = 0;
  std::memcpy(&value, const_cast<const void*>(address), static_cast<std::size_t>(size));
  return value;
}
void to_memory(volatile void* address, int size, std::uint64_t value) {
  std::memcpy(const_cast<void*>(address), &value, static_cast<std::size_t>(size));
}

std::uintptr_t number(const volatile void* address) {
  return reinterpret_cast<std::uintptr_t>(const_cast<const void*>(address));
}

/// The C++ library's own counters of who waits for atomic variables. GCC 12 reads them with too weak an order, which no
/// submission is to be accused of: they are always read as they are.
bool is_library_counter(std::uintptr_t address) {
  static const auto first = reinterpret_cast<std::uintptr_t>(&std::__detail::__waiter_pool_base::_S_for(nullptr));
  constexpr std::size_t pools = 16;
  return address - first < pools * sizeof(std::__detail::__waiter_pool_base);
}

Thread& me() { return world->scheduler.current(); }

void before_step(AccessKind kind, const volatile void* address, int size, Place place) {
  world->scheduler.point();
  check_access(kind, number(address), static_cast<std::size_t>(size), place);
}

std::string shown(std::uint64_t value) {
  constexpr std::uint64_t small = 1U << 20;
  if (value < small || ~value < small) return std::to_string(static_cast<std::int64_t>(value));
  char digits[24];
  std::snprintf(digits, sizeof digits, "0x%llx", static_cast<unsigned long long>(value));
  return digits;
}

std::string shown(std::uint64_t value, int size) {
  constexpr int bits = 8;
  // Small negative numbers of their size.
  if (size < 8 && (value >> (size * bits - 1)) != 0) {
    const std::uint64_t extended = value | ~std::uint64_t{0} << size * bits;
    if (~extended < 256) return shown(extended);
  }
  return shown(value);
}

/// Of a read-modify-write: reads the newest value.
std::uint64_t read_newest(volatile void* address, int size, Order order) {
  Thread& thread = me();
  MemoryModel& model = world->scheduler.model();
  const std::uint64_t now = in_memory(address, size);
  (void)model.readable(thread.id, thread.memory, number(address), size, order, now);
  model.read(thread.id, thread.memory, order, 0);
  return now;
}

std::uint64_t modify(volatile void* address, int size, Order order, Place place, const char* verb,
                     std::uint64_t (*compute)(std::uint64_t, std::uint64_t), std::uint64_t operand) {
  before_step(AccessKind::atomic_write, address, size, place);
  const std::uint64_t before = read_newest(address, size, order);
  const std::uint64_t mask = size == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << size * 8) - 1;
  const std::uint64_t after = compute(before, operand) & mask;
  Thread& thread = me();
  to_memory(address, size, after);
  world->scheduler.model().modify(thread.id, thread.memory, order, after);
  if (after == before)
    world->scheduler.looked(const_cast<const void*>(address), before);
  else
    world->scheduler.progressed();
  if (world->scheduler.records())
    world->scheduler.step(
        place, const_cast<const void*>(address),
        std::string(verb) + " " + shown(operand, size) + ": from " + shown(before, size) + " to " + shown(after, size));
  return before;
}

bool compare_exchange(volatile void* address, int size, void* expected, std::uint64_t desired, Order success,
                      Order failure, Place place) {
  before_step(AccessKind::atomic_write, address, size, place);
  Scheduler& scheduler = world->scheduler;
  Thread& thread = me();
  const std::uint64_t wanted = in_memory(expected, size);
  const std::uint64_t now = in_memory(address, size);
  const auto changes = [&] {
    (void)read_newest(address, size, success);
    to_memory(address, size, desired);
    scheduler.model().modify(thread.id, thread.memory, success, desired);
    scheduler.progressed();
    if (scheduler.records())
      scheduler.step(place, const_cast<const void*>(address),
                     "changes " + shown(wanted, size) + " to " + shown(desired, size));
    return true;
  };
  const auto fails = [&](std::uint64_t found, const std::string& how) {
    to_memory(expected, size, found);
    scheduler.looked(const_cast<const void*>(address), found);
    if (scheduler.records())
      scheduler.step(place, const_cast<const void*>(address),
                     "does not change " + shown(wanted, size) + " to " + shown(desired, size) + ": " + how);
    return false;
  };
  // What it may have read when it fails: any readable value that is not the expected one.
  const std::vector<std::uint64_t>& values =
      scheduler.model().readable(thread.id, thread.memory, number(address), size, failure, now);
  std::vector<int> ages;
  if (now == wanted) ages.push_back(0);
  for (std::size_t age = 0; age < values.size(); ++age)
    if (values[age] != wanted) ages.push_back(static_cast<int>(age));
  const std::vector<std::uint64_t> found = values;
  const int age = ages.size() == 1 ? ages[0] : scheduler.ask(DecisionKind::load, ages);
  if (age == 0 && now == wanted) return changes();
  (void)scheduler.model().readable(thread.id, thread.memory, number(address), size, failure, now);
  scheduler.model().read(thread.id, thread.memory, failure, static_cast<std::size_t>(age));
  const std::uint64_t value = found[static_cast<std::size_t>(age)];
  return fails(value, "it reads " + shown(value, size) + (age == 0 ? "" : ", an old value"));
}

}  // namespace

std::uint64_t atomic_load(const volatile void* address, int size, Order order, Place place) {
  before_step(AccessKind::atomic_read, address, size, place);
  Scheduler& scheduler = world->scheduler;
  Thread& thread = me();
  const std::uint64_t now = in_memory(address, size);
  const std::vector<std::uint64_t>& values =
      scheduler.model().readable(thread.id, thread.memory, number(address), size, order, now);
  std::size_t age = 0;
  if (values.size() > 1 && !is_library_counter(number(address))) {
    int ages[64];
    const std::size_t count = std::min(values.size(), std::size(ages));
    for (std::size_t i = 0; i < count; ++i) ages[i] = static_cast<int>(i);
    age = static_cast<std::size_t>(scheduler.ask(DecisionKind::load, {ages, count}));
  }
  const std::uint64_t value = values[age];
  scheduler.model().read(thread.id, thread.memory, order, age);
  if (acquires(order)) world->objects.annotated_acquire(const_cast<const void*>(address));
  scheduler.looked(const_cast<const void*>(address), value);
  if (scheduler.records())
    scheduler.step(
        place, const_cast<const void*>(address),
        "reads " + shown(value, size) + (age == 0 ? "" : ", an old value: it is " + shown(now, size) + " by now"));
  return value;
}

void atomic_store(volatile void* address, int size, Order order, std::uint64_t value, Place place) {
  before_step(AccessKind::atomic_write, address, size, place);
  Scheduler& scheduler = world->scheduler;
  Thread& thread = me();
  scheduler.model().store(thread.id, thread.memory, number(address), size, order, value, in_memory(address, size));
  to_memory(address, size, value);
  scheduler.progressed();
  if (scheduler.records()) scheduler.step(place, const_cast<const void*>(address), "writes " + shown(value, size));
}

void atomic_fence(Order order, Place place) {
  Scheduler& scheduler = world->scheduler;
  scheduler.point();
  Thread& thread = me();
  scheduler.model().fence(thread.id, thread.memory, order);
  if (scheduler.records()) scheduler.step(place, nullptr, "passes a fence");
}

}  // namespace parcours::controlled

using namespace parcours::controlled;  // NOLINT: the names below are the compiler's

#define PARCOURS_MODIFY(bits, name, verb, expression)                                                      \
  std::uint##bits##_t __tsan_atomic##bits##_##name(volatile std::uint##bits##_t* a, std::uint##bits##_t v, \
                                                   int order) {                                            \
    if (!controlled()) {                                                                                   \
      const std::uint64_t x = *a, y = v;                                                                   \
      *a = static_cast<std::uint##bits##_t>(expression);                                                   \
      return static_cast<std::uint##bits##_t>(x);                                                          \
    }                                                                                                      \
    const Inside inside;                                                                                   \
    return static_cast<std::uint##bits##_t>(modify(                                                        \
        a, bits / 8, static_cast<Order>(order), PARCOURS_PLACE, verb,                                      \
        [](std::uint64_t x, std::uint64_t y) -> std::uint64_t {                                            \
          (void)x;                                                                                         \
          return expression;                                                                               \
        },                                                                                                 \
        v));                                                                                               \
  }

#define PARCOURS_COMPARE(bits, name)                                                                         \
  int __tsan_atomic##bits##_compare_exchange_##name(volatile std::uint##bits##_t* a, std::uint##bits##_t* c, \
                                                    std::uint##bits##_t v, int success, int failure) {       \
    if (!controlled()) {                                                                                     \
      if (*a != *c) return *c = *a, 0;                                                                       \
      *a = v;                                                                                                \
      return 1;                                                                                              \
    }                                                                                                        \
    const Inside inside;                                                                                     \
    return compare_exchange(a, bits / 8, c, v, static_cast<Order>(success), static_cast<Order>(failure),     \
                            PARCOURS_PLACE)                                                                  \
               ? 1                                                                                           \
               : 0;                                                                                          \
  }

#define PARCOURS_ATOMICS(bits)                                                                                    \
  std::uint##bits##_t __tsan_atomic##bits##_load(const volatile std::uint##bits##_t* a, int order) {              \
    if (!controlled()) return *a;                                                                                 \
    const Inside inside;                                                                                          \
    return static_cast<std::uint##bits##_t>(atomic_load(a, bits / 8, static_cast<Order>(order), PARCOURS_PLACE)); \
  }                                                                                                               \
  void __tsan_atomic##bits##_store(volatile std::uint##bits##_t* a, std::uint##bits##_t v, int order) {           \
    if (!controlled()) {                                                                                          \
      *a = v;                                                                                                     \
      return;                                                                                                     \
    }                                                                                                             \
    const Inside inside;                                                                                          \
    atomic_store(a, bits / 8, static_cast<Order>(order), v, PARCOURS_PLACE);                                      \
  }                                                                                                               \
  PARCOURS_MODIFY(bits, exchange, "puts in", y)                                                                   \
  PARCOURS_MODIFY(bits, fetch_add, "adds", x + y)                                                                 \
  PARCOURS_MODIFY(bits, fetch_sub, "takes away", x - y)                                                           \
  PARCOURS_MODIFY(bits, fetch_and, "keeps the bits", x& y)                                                        \
  PARCOURS_MODIFY(bits, fetch_or, "sets the bits", x | y)                                                         \
  PARCOURS_MODIFY(bits, fetch_xor, "flips the bits", x ^ y)                                                       \
  PARCOURS_MODIFY(bits, fetch_nand, "keeps none of the bits", ~(x & y))                                           \
  PARCOURS_COMPARE(bits, strong)                                                                                  \
  PARCOURS_COMPARE(bits, weak)                                                                                    \
  std::uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(                                                 \
      volatile std::uint##bits##_t* a, std::uint##bits##_t c, std::uint##bits##_t v, int success, int failure) {  \
    if (!controlled()) {                                                                                          \
      const std::uint##bits##_t found = *a;                                                                       \
      if (found == c) *a = v;                                                                                     \
      return found;                                                                                               \
    }                                                                                                             \
    const Inside inside;                                                                                          \
    (void)compare_exchange(a, bits / 8, &c, v, static_cast<Order>(success), static_cast<Order>(failure),          \
                           PARCOURS_PLACE);                                                                       \
    return c;                                                                                                     \
  }

// NOLINTBEGIN: the compiler's names
extern "C" {
PARCOURS_ATOMICS(8)
PARCOURS_ATOMICS(16)
PARCOURS_ATOMICS(32)
PARCOURS_ATOMICS(64)

// Of 16 bytes: every one in its place in the schedule, and strong, whatever its order.
using Wide = __int128;
static void wide_step(const volatile Wide* a, AccessKind kind, Place place) {
  world->scheduler.point();
  check_access(kind, reinterpret_cast<std::uintptr_t>(a), sizeof *a, place);
  world->objects.annotated_acquire(const_cast<const Wide*>(a));
  world->objects.annotated_release(const_cast<const Wide*>(a));
}
Wide __tsan_atomic128_load(const volatile Wide* a, int /*order*/) {
  if (!controlled()) return *a;
  const Inside inside;
  wide_step(a, AccessKind::atomic_read, PARCOURS_PLACE);
  world->scheduler.looked(const_cast<const Wide*>(a), static_cast<std::uint64_t>(*a));
  return *a;
}
#define PARCOURS_WIDE(name, expression)                         \
  Wide __tsan_atomic128_##name(volatile Wide* a, Wide y, int) { \
    if (controlled()) {                                         \
      const Inside inside;                                      \
      wide_step(a, AccessKind::atomic_write, PARCOURS_PLACE);   \
      world->scheduler.progressed();                            \
    }                                                           \
    const Wide x = *a;                                          \
    (void)x;                                                    \
    *a = expression;                                            \
    return x;                                                   \
  }
PARCOURS_WIDE(exchange, y)
PARCOURS_WIDE(fetch_add, x + y)
PARCOURS_WIDE(fetch_sub, x - y)
PARCOURS_WIDE(fetch_and, x& y)
PARCOURS_WIDE(fetch_or, x | y)
PARCOURS_WIDE(fetch_xor, x ^ y)
PARCOURS_WIDE(fetch_nand, ~(x& y))
void __tsan_atomic128_store(volatile Wide* a, Wide v, int order) { (void)__tsan_atomic128_exchange(a, v, order); }
Wide __tsan_atomic128_compare_exchange_val(volatile Wide* a, Wide c, Wide v, int, int) {
  if (controlled()) {
    const Inside inside;
    wide_step(a, AccessKind::atomic_write, PARCOURS_PLACE);
    if (*a == c)
      world->scheduler.progressed();
    else
      world->scheduler.looked(const_cast<const Wide*>(a), static_cast<std::uint64_t>(*a));
  }
  const Wide found = *a;
  if (found == c) *a = v;
  return found;
}
int __tsan_atomic128_compare_exchange_strong(volatile Wide* a, Wide* c, Wide v, int success, int failure) {
  const Wide wanted = *c;
  *c = __tsan_atomic128_compare_exchange_val(a, wanted, v, success, failure);
  return *c == wanted ? 1 : 0;
}
int __tsan_atomic128_compare_exchange_weak(volatile Wide* a, Wide* c, Wide v, int success, int failure) {
  return __tsan_atomic128_compare_exchange_strong(a, c, v, success, failure);
}

void __tsan_atomic_thread_fence(int order) {
  if (!controlled()) return;
  const Inside inside;
  atomic_fence(static_cast<Order>(order), PARCOURS_PLACE);
}
void __tsan_atomic_signal_fence(int /*order*/) {}
}
// NOLINTEND
