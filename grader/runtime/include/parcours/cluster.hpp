#pragma once
// Several programs that talk over the network, and a network that fails as it is told: what tests.cpp and
// hidden_tests.cpp of a distributed exercise include besides. How to use it: docs/authoring-tests.md, "Clusters". All
// of it is on this machine alone (127.0.0.1).
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace parcours {

/// A program of the cluster: a child process that calls `body` and ends. Assertions in it fail the test, and so does
/// what it throws. Start nodes before proxies and threads of the test: of the latter a child has none. Not thread-safe.
class Node {
 public:
  /// `name` is for messages: "server 2".
  Node(std::string name, const std::function<void()>& body);
  /// Ends it if it runs.
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// Waits until `body` has returned; false, and a failure of the test, where it did not come so far. Once.
  bool join();
  /// Ends it at once, as when the power fails: no destructor runs. Returns when it is gone.
  void crash();
  /// It stands still, as a machine that is overloaded, until `resume`.
  void stall();
  void resume();

 private:
  std::string name_;
  int pid_ = -1;
};

/// What a FaultyStream does to what passes.
struct StreamFaults {
  std::chrono::milliseconds delay{0};  ///< of all bytes, in both directions
  std::size_t piece = 0;               ///< passed on in pieces of so many bytes at most; 0: as they come
  std::uint64_t cut_after = 0;         ///< each connection is reset after so many bytes in one direction; 0: never
  bool held = false;                   ///< nothing passes; it is kept, and what is too much stays with its sender
};

/// Stands between clients and a server (TCP): connect to its port in place of the server's. Thread-safe.
class FaultyStream {
 public:
  /// To `port` on this machine.
  explicit FaultyStream(int port, const StreamFaults& faults = {});
  /// Resets all connections.
  ~FaultyStream();
  FaultyStream(const FaultyStream&) = delete;
  FaultyStream& operator=(const FaultyStream&) = delete;

  [[nodiscard]] int port() const;
  /// For what comes from now on; what is held or delayed already is judged anew.
  void change(const StreamFaults& faults);
  /// Resets all connections that there are now.
  void cut();
  /// Bytes passed on to the server so far, over all connections.
  [[nodiscard]] std::uint64_t passed() const;

 private:
  class Proxy;
  std::unique_ptr<Proxy> proxy_;
};

/// What a FaultyDatagrams does to a datagram; shares from 0 to 1, in each direction. The fate of the n-th datagram of a
/// direction depends on the run's seed and n alone.
struct DatagramFaults {
  double lost = 0;
  double doubled = 0;
  std::chrono::milliseconds delay{0};  ///< each is late by a time from 0 to this: they overtake each other
};

/// Stands between clients and a server (UDP): send to its port in place of the server's. Thread-safe.
class FaultyDatagrams {
 public:
  /// To `port` on this machine.
  explicit FaultyDatagrams(int port, const DatagramFaults& faults = {});
  ~FaultyDatagrams();
  FaultyDatagrams(const FaultyDatagrams&) = delete;
  FaultyDatagrams& operator=(const FaultyDatagrams&) = delete;

  [[nodiscard]] int port() const;
  void change(const DatagramFaults& faults);

 private:
  class Proxy;
  std::unique_ptr<Proxy> proxy_;
};

}  // namespace parcours
