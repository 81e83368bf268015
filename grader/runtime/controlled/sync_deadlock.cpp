// What is told of threads that wait for ever.
#include "controlled/sync_objects.hpp"

namespace parcours::controlled {

/// What became of the last notification that could have been for `thread`.
std::string SyncObjects::last_notification(const Object& condition, const Thread& thread) const {
  const std::string by = scheduler_.thread(condition.notified.by).name;
  if (condition.notified.step < thread.waits_since)
    return "; the last one, by " + by + ", came before it began to wait";
  if (condition.notified.last_woken < 0 || condition.notified.last_woken == thread.id) return "";
  const Thread& woken = scheduler_.thread(condition.notified.last_woken);
  std::string text = "; the last one, by " + by + ", woke " + woken.name;
  const bool waits_again = woken.state == Thread::State::waiting && woken.waits_on == thread.waits_on &&
                           woken.waits_since > condition.notified.step;
  if (waits_again) text += ", which had no use for it and waits again";
  return text;
}

std::string SyncObjects::explain_deadlock() {
  std::string text;
  for (std::size_t i = 0; i < scheduler_.thread_count(); ++i) {
    const Thread& thread = scheduler_.thread(static_cast<ThreadId>(i));
    if (thread.state != Thread::State::waiting) continue;
    const Object* const object = objects_.find(reinterpret_cast<std::uintptr_t>(thread.waits_on));
    const auto name = [&](ThreadId id) { return scheduler_.thread(id).name; };
    std::string line = thread.name;
    switch (thread.wait) {
      case WaitKind::mutex:
      case WaitKind::read_lock:
      case WaitKind::write_lock:
        line += " waits for a lock";
        if (object != nullptr && object->owner == thread.id)
          line += " that it holds itself";
        else if (object != nullptr && object->owner >= 0)
          line += " that " + name(object->owner) + " holds";
        else if (object != nullptr && object->readers > 0)
          line += " that others hold for reading";
        break;
      case WaitKind::condition:
        line += " waits for a notification";
        if (object == nullptr || !object->notified.any)
          line += " that nobody ever gave";
        else
          line += last_notification(*object, thread);
        break;
      case WaitKind::join:
        line += " waits for the end of " + static_cast<const Thread*>(thread.waits_on)->name;
        break;
      case WaitKind::semaphore:
        line += " waits for a semaphore";
        break;
      case WaitKind::barrier:
        line += " waits at a barrier";
        if (object != nullptr) line += " for " + std::to_string(object->depth) + " more";
        break;
      case WaitKind::once:
        line += " waits for an initialisation";
        if (object != nullptr && object->owner >= 0) line += " by " + name(object->owner);
        break;
      case WaitKind::futex:
        line += " waits for the change of an atomic variable";
        break;
      default:
        line += " waits";
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace parcours::controlled
