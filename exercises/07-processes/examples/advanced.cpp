// A mail server looks into attachments before it hands them out. The code that does so, here called inspect(), comes
// from elsewhere, and strangers choose its input: it may throw, crash, or never end. In a thread, a crash would be the
// end of the server, and a loop without end could not be stopped. So each attachment is inspected in a process of its
// own. Whatever happens there, the server goes on, and it knows what happened.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

// What an inspection finds out. It travels through a pipe as plain bytes, so it must hold no pointers, and nothing that
// does, such as a std::string: the address of something in the child's memory means nothing in the parent's.
struct Findings {
  std::int64_t words = 0;
  std::int64_t longest = 0;
};

// The code that nobody trusts.
Findings inspect(std::string_view text) {
  Findings findings;
  std::int64_t length = 0;
  for (const char letter : text) {
    if (letter == '!') std::abort();                            // a mistake of its author's: a crash
    if (letter == '?') throw std::runtime_error("bad letter");  // a complaint that nobody in the child takes up
    while (letter == '~') pause();                              // stands for a loop without end
    length = letter == ' ' ? 0 : length + 1;
    if (length == 1) ++findings.words;
    findings.longest = std::max(findings.longest, length);
  }
  return findings;
}

// An inspection that runs in a child process. The object owns the child and the reading end of its pipe, and its
// destructor gives both back, so an exception in the server leaves no zombie.
class Inspection {
 public:
  explicit Inspection(std::string_view text) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    child_ = fork();
    if (child_ == 0) run(text, ends[1]);
    const int problem = errno;  // of fork(), should it have failed: close() may change it
    close(ends[1]);             // the child has a copy, and it is the only one now
    read_end_ = ends[0];
    if (child_ > 0) return;
    close(read_end_);
    throw std::system_error(problem, std::generic_category(), "fork");
  }
  ~Inspection() {
    if (child_ > 0) (void)wait();
    close(read_end_);
  }
  Inspection(const Inspection&) = delete;
  Inspection& operator=(const Inspection&) = delete;

  // What was found, in words. Sleeps until the child has ended. To be called once.
  std::string report() {
    Findings findings;
    const bool complete = read(read_end_, &findings, sizeof findings) == ssize_t{sizeof findings};
    const int status = wait();
    if (WIFSIGNALED(status)) return std::string("refused, the inspection was ended by: ") + strsignal(WTERMSIG(status));
    // Both must hold: it says that all went well, and everything has come.
    if (WEXITSTATUS(status) != 0 || !complete) {
      return "refused, the inspection failed with exit code " + std::to_string(WEXITSTATUS(status));
    }
    return std::to_string(findings.words) + " words, the longest has " + std::to_string(findings.longest) + " letters";
  }

 private:
  // All that the child does. It does not come back from here: the functions that called this one, with their objects,
  // are copies of the server's, and their destructors and catch blocks are the server's business.
  [[noreturn]] static void run(std::string_view text, int write_end) {
    alarm(1);  // in one second the system ends this process, if it has not ended by then
    int exit_code = 1;
    try {
      const Findings findings = inspect(text);  // the text was copied with everything else: nothing to pass on
      if (write(write_end, &findings, sizeof findings) == ssize_t{sizeof findings}) exit_code = 0;
    } catch (...) {
      // It stays 1, as in Python.
    }
    _exit(exit_code);
  }

  int wait() {
    int status = 0;
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    child_ = -1;
    return status;
  }

  pid_t child_ = -1;
  int read_end_ = -1;
};

struct Attachment {
  const char* name;
  std::string_view text;
};

}  // namespace

int main() {
  constexpr std::array attachments = {Attachment{"letter.txt", "many thanks for your kind letter"},
                                      Attachment{"crash.txt", "see you on friday!"},
                                      Attachment{"throws.txt", "shall we meet?"},
                                      Attachment{"endless.txt", "and so on ~"},
                                      Attachment{"nothing.txt", ""},
                                      Attachment{"poem.txt", "shall i compare thee to a summers day"}};
  // First start all of them, then ask all of them: so they run at the same time, and together they take no longer than
  // the slowest, which is the endless one with its second. The list's elements stay where they are, as an Inspection
  // cannot be copied or moved.
  std::list<Inspection> inspections;
  for (const Attachment& attachment : attachments) inspections.emplace_back(attachment.text);

  auto inspection = inspections.begin();
  for (const Attachment& attachment : attachments) {
    std::printf("%-12s %s\n", attachment.name, inspection->report().c_str());
    ++inspection;
  }
}

// Prints:
//   letter.txt   6 words, the longest has 6 letters
//   crash.txt    refused, the inspection was ended by: Aborted
//   throws.txt   refused, the inspection failed with exit code 1
//   endless.txt  refused, the inspection was ended by: Alarm clock
//   nothing.txt  0 words, the longest has 0 letters
//   poem.txt     8 words, the longest has 7 letters
