// One thread waits for a message, another one hands it over.
//
// Prints:
//   received: the coffee is ready
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

int main() {
  // What both threads use. The mutex guards `message`: nobody touches it without holding the mutex.
  std::mutex mutex;
  std::optional<std::string> message;
  // The place where the receiver sleeps until there is a message.
  std::condition_variable arrived;

  std::thread receiver([&] {
    // A unique_lock, because wait() must be able to give the mutex back and to take it again.
    std::unique_lock<std::mutex> lock(mutex);

    // Is the condition true already? Then wait() returns at once: the message came before we did.
    // If not, it gives the mutex back and sleeps. When it is woken it takes the mutex and asks the condition again;
    // it returns only if the answer is yes. So it does no harm to be woken without a reason.
    arrived.wait(lock, [&] { return message.has_value(); });

    // Here two things are certain: we hold the mutex, and there is a message.
    std::cout << "received: " << *message << '\n';
  });  // The lock's destructor has given the mutex back when the lambda ended.

  // Let the receiver fall asleep first. This only makes the example interesting; it works without this line as well.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));

  {
    // First change the data, under the mutex …
    const std::lock_guard<std::mutex> lock(mutex);
    message = "the coffee is ready";
  }  // … and give the mutex back, because the receiver needs it as soon as it wakes.

  // Then tell. One thread waits, so one is woken. If nobody slept here, this would do nothing, and that would be fine:
  // the receiver would find the message when it asks its condition for the first time.
  arrived.notify_one();

  // Wait until the receiver has come to its end. Without this the program would be aborted.
  receiver.join();
}
