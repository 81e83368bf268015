// Processes that work together: by a pipe, by a pair of sockets, by shared memory with an atomic in it, by shared
// memory with a mutex in it, and by shared memory that has a name.
//
// Prints:
//   pipe: the child says "tea is ready"
//   socket pair: 6 times 7 is 42
//   ordinary memory: the child counted to 1000, its parent has 0
//   shared memory: four children counted to 4000
//   with a mutex: 400 sales, 2000 euros
//   by name: another process reads 1989
//   by name: after shm_unlink nobody finds it
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>

namespace {

// Ends the program if something fails that never should.
void must(bool success) {
  if (!success) std::abort();
}

// Starts a process that does `work` and ends.
pid_t start(const std::function<void()>& work) {
  std::fflush(stdout);         // What is not printed yet would be in both processes, and be printed twice.
  const pid_t child = fork();  // From here on there are two processes. Each has a copy of every variable.
  must(child >= 0);
  if (child == 0) {  // 0 is what the child gets.
    work();
    std::fflush(stdout);
    _exit(0);  // Ends the child here: the rest of main() is its parent's business.
  }
  return child;  // The parent gets the child's number.
}

// Sleeps until the child has ended. Without this it would stay in the system's tables, as a zombie.
void finish(pid_t child) {
  int status = 0;
  must(waitpid(child, &status, 0) == child && status == 0);
}

// Bytes in one direction, in their order.
void by_pipe() {
  int ends[2];
  must(pipe(ends) == 0);  // ends[0] is for reading, ends[1] for writing. fork() copies both.
  const pid_t child = start([&] {
    const std::string text = "tea is ready";
    must(write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  });
  close(ends[1]);  // Our copy of the child's end. While anybody could still write, the reader would go on waiting.
  std::string heard;
  char letter = 0;
  while (read(ends[0], &letter, 1) == 1) heard += letter;  // 0: nobody can write any more, this is the end.
  close(ends[0]);
  finish(child);
  std::printf("pipe: the child says \"%s\"\n", heard.c_str());
}

// Messages in both directions.
void by_sockets() {
  struct Question {
    int left;
    int right;
  };
  int ends[2];
  // Two ends that are alike. SEQPACKET keeps messages apart; with STREAM, several could arrive as one, or one in parts.
  must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
  const pid_t child = start([&] {
    Question question{};
    must(read(ends[1], &question, sizeof question) == sizeof question);  // Sleeps until there is one.
    const int answer = question.left * question.right;
    must(write(ends[1], &answer, sizeof answer) == sizeof answer);
  });
  const Question question{6, 7};  // Plain numbers only: a pointer would mean nothing to another process.
  must(write(ends[0], &question, sizeof question) == sizeof question);
  int answer = 0;
  must(read(ends[0], &answer, sizeof answer) == sizeof answer);
  std::printf("socket pair: %d times %d is %d\n", question.left, question.right, answer);
  finish(child);
  close(ends[0]);
  close(ends[1]);
}

// Memory that a process and the children that it starts afterwards have in common, with a T in it.
template <class T>
T* share() {
  void* const memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  must(memory != MAP_FAILED);
  return new (memory) T{};  // Makes the object in memory that is there already.
}

void by_memory() {
  int own = 0;
  finish(start([&] {
    for (int i = 0; i < 1000; ++i) ++own;  // Counts in the child's copy.
    std::printf("ordinary memory: the child counted to %d, ", own);
  }));
  std::printf("its parent has %d\n", own);

  // One that is not lock-free would take a lock, and that lock would lie in each process's own memory.
  static_assert(std::atomic<int>::is_always_lock_free);
  auto* const shared = share<std::atomic<int>>();
  pid_t children[4];
  for (pid_t& child : children) {
    child = start([&] {
      for (int i = 0; i < 1000; ++i) ++*shared;  // The same bytes of the machine in all four.
    });
  }
  for (const pid_t child : children) finish(child);
  std::printf("shared memory: four children counted to %d\n", shared->load());
  munmap(shared, sizeof *shared);
}

// Two numbers that must change together: an atomic is not enough.
void by_mutex() {
  struct Till {
    pthread_mutex_t mutex;
    int sales;
    int euros;
  };
  auto* const till = share<Till>();
  // A mutex that several processes use must be told so. std::mutex cannot be.
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  must(pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED) == 0);
  must(pthread_mutex_init(&till->mutex, &attributes) == 0);
  pthread_mutexattr_destroy(&attributes);
  pid_t children[4];
  for (pid_t& child : children) {
    child = start([&] {
      for (int i = 0; i < 100; ++i) {
        pthread_mutex_lock(&till->mutex);
        ++till->sales;
        till->euros += 5;
        pthread_mutex_unlock(&till->mutex);
      }
    });
  }
  for (const pid_t child : children) finish(child);
  std::printf("with a mutex: %d sales, %d euros\n", till->sales, till->euros);
  munmap(till, sizeof *till);
}

// For processes that are not each other's parents and children: they only agree on a name.
void by_name() {
  const std::string name = "/parcours-basic-" + std::to_string(getpid());
  const int memory = shm_open(name.c_str(), O_RDWR | O_CREAT | O_EXCL, 0600);  // Makes it; it has 0 bytes.
  must(memory >= 0);
  must(ftruncate(memory, sizeof(int)) == 0);  // Gives it its size; all bytes are zero.
  void* const here = mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  must(here != MAP_FAILED);
  close(memory);  // The mapping needs it no longer.
  *static_cast<int*>(here) = 1989;
  munmap(here, sizeof(int));  // Now nobody has it mapped. It is still there: it has a name.

  const auto find = [&] { return shm_open(name.c_str(), O_RDONLY, 0); };
  finish(start([&] {
    const int found = find();
    void* const there = mmap(nullptr, sizeof(int), PROT_READ, MAP_SHARED, found, 0);
    must(there != MAP_FAILED);
    std::printf("by name: another process reads %d\n", *static_cast<const int*>(there));
  }));  // A process that ends gives back its mappings and descriptors. It does not give back names.
  must(shm_unlink(name.c_str()) == 0);  // Somebody has to. Otherwise it stays until the machine is restarted.
  std::printf("by name: after shm_unlink %s\n", find() < 0 ? "nobody finds it" : "it is still there");
}

}  // namespace

int main() {
  by_pipe();
  by_sockets();
  by_memory();
  by_mutex();
  by_name();
}
