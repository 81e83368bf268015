#include "controlled/sync_objects.hpp"

#include <algorithm>
#include <cerrno>

namespace parcours::controlled {

SyncObjects::Object& SyncObjects::at(const void* address) {
  bool fresh = false;
  Object& object = objects_.get(reinterpret_cast<std::uintptr_t>(address), fresh);
  if (fresh) object = {};
  return object;
}

/// To the race detector, using an object is an atomic access to its first byte: it must not be gone.
void SyncObjects::touch(const void* object, Place place) {
  bool atomics = false;
  const auto race =
      scheduler_.races().access({scheduler_.current().id, AccessKind::atomic_write,
                                 reinterpret_cast<std::uintptr_t>(object), 1, place, scheduler_.recorded()},
                                scheduler_.current().memory.view.before, atomics);
  if (race) scheduler_.found(*race);
}

void SyncObjects::acquire(const View& view) { scheduler_.current().memory.view.join(view); }

void SyncObjects::release(View& view) {
  Thread& thread = scheduler_.current();
  view.join(thread.memory.view);
  ++thread.memory.view.before.at[static_cast<std::size_t>(thread.id)];
}

bool SyncObjects::wait_in(Object& object, WaitKind kind, const void* address, Place place, const Deadline& deadline) {
  const ThreadId me = scheduler_.current().id;
  object.waiters.push_back(me);
  const bool woken = scheduler_.wait(kind, address, place, deadline);
  std::erase(object.waiters, me);
  return woken;
}

void SyncObjects::wake_all(Object& object) {
  for (const ThreadId waiter : object.waiters) scheduler_.wake(waiter);
}

std::uint64_t SyncObjects::begin_call() {
  scheduler_.current().memory.view.seen.join(ended_calls_);
  return ++moment_;
}

std::uint64_t SyncObjects::end_call() {
  Thread& thread = scheduler_.current();
  ended_calls_.join(thread.memory.view.before);
  ended_calls_.join(thread.memory.view.seen);
  ++thread.memory.view.before.at[static_cast<std::size_t>(thread.id)];
  return ++moment_;
}

void SyncObjects::destroy(const void* address, const char* what, Place place) {
  Object* const object = objects_.find(reinterpret_cast<std::uintptr_t>(address));
  if (object == nullptr) return;
  for (const ThreadId waiter : object->waiters)
    if (scheduler_.thread(waiter).state == Thread::State::waiting)
      scheduler_.found(Verdict::misuse,
                       std::string(what) + " is destroyed while " + scheduler_.thread(waiter).name + " waits in it",
                       place);
  if (object->owner >= 0)
    scheduler_.found(Verdict::misuse,
                     std::string(what) + " is destroyed while " + scheduler_.thread(object->owner).name + " holds it",
                     place);
  *object = {};
}

void SyncObjects::destroy_within(const void* memory, std::size_t size, Place place) {
  const auto begin = reinterpret_cast<std::uintptr_t>(memory);
  std::vector<std::uintptr_t> inside;
  objects_.each([&](std::uintptr_t address, Object&) {
    if (address >= begin && address < begin + size) inside.push_back(address);
  });
  for (const std::uintptr_t address : inside)
    destroy(reinterpret_cast<const void*>(address), "a lock or condition variable", place);
}

}  // namespace parcours::controlled
