#include "sandbox/init/system_calls.hpp"

#include <sched.h>
#include <seccomp.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <memory>

namespace parcours {
namespace {

// Whoever adds a name says here why a program would need it. Left out on purpose: io_uring and userfaultfd (a history
// of holes in the kernel), bpf and perf_event_open, ptrace and process_vm_* (other processes' memory), keyctl, handles
// to files, mounts, namespaces and everything that only an administrator does. clone3 hides its flags from a filter;
// without it, libraries use clone. seccomp: a filter of the submission's own could silence the runtime's reports.
constexpr const char* allowed[] = {
    // files
    "access", "chdir", "chmod", "chown", "close", "close_range", "copy_file_range", "creat", "dup", "dup2", "dup3",
    "faccessat", "faccessat2", "fadvise64", "fallocate", "fchdir", "fchmod", "fchmodat", "fchmodat2", "fchown",
    "fchownat", "fcntl", "fdatasync", "fgetxattr", "flistxattr", "flock", "fstat", "fstatfs", "fsync", "ftruncate",
    "futimesat", "getcwd", "getdents", "getdents64", "getxattr", "inotify_add_watch", "inotify_init", "inotify_init1",
    "inotify_rm_watch", "ioctl", "lchown", "lgetxattr", "link", "linkat", "listxattr", "llistxattr", "lseek", "lstat",
    "mkdir", "mkdirat", "mknod", "mknodat", "newfstatat", "open", "openat", "openat2", "pread64", "preadv", "preadv2",
    "pwrite64", "pwritev", "pwritev2", "read", "readahead", "readlink", "readlinkat", "readv", "rename", "renameat",
    "renameat2", "rmdir", "sendfile", "splice", "stat", "statfs", "statx", "symlink", "symlinkat", "sync",
    "sync_file_range", "syncfs", "tee", "truncate", "umask", "unlink", "unlinkat", "utime", "utimensat", "utimes",
    "vmsplice", "write", "writev",
    // memory
    "brk", "get_mempolicy", "madvise", "map_shadow_stack", "mbind", "memfd_create", "mincore", "mlock", "mlock2",
    "mlockall", "mmap", "mprotect", "mremap", "mseal", "msync", "munlock", "munlockall", "munmap", "pkey_alloc",
    "pkey_free", "pkey_mprotect", "remap_file_pages", "set_mempolicy",
    // processes and threads
    "arch_prctl", "capget", "execve", "execveat", "exit", "exit_group", "fork", "get_robust_list", "getcpu", "getegid",
    "geteuid", "getgid", "getgroups", "getpgid", "getpgrp", "getpid", "getppid", "getpriority", "getresgid",
    "getresuid", "getrlimit", "getrusage", "getsid", "gettid", "getuid", "ioprio_get", "membarrier", "pidfd_open",
    "pidfd_send_signal", "prlimit64", "rseq", "sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity",
    "sched_getattr", "sched_getparam", "sched_getscheduler", "sched_rr_get_interval", "sched_setaffinity",
    "sched_setattr", "sched_setparam", "sched_setscheduler", "sched_yield", "set_robust_list", "set_thread_area",
    "set_tid_address", "setfsgid", "setfsuid", "setgid", "setgroups", "setpgid", "setpriority", "setregid", "setresgid",
    "setresuid", "setreuid", "setrlimit", "setsid", "setuid", "vfork", "wait4", "waitid",
    // signals
    "alarm", "kill", "pause", "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigqueueinfo",
    "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "rt_tgsigqueueinfo", "sigaltstack", "signalfd", "signalfd4",
    "tgkill", "tkill",
    // waiting, and time
    "clock_getres", "clock_gettime", "clock_nanosleep", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait",
    "epoll_pwait2", "epoll_wait", "eventfd", "eventfd2", "futex", "futex_requeue", "futex_wait", "futex_waitv",
    "futex_wake", "getitimer", "gettimeofday", "nanosleep", "poll", "ppoll", "pselect6", "select", "setitimer", "time",
    "timer_create", "timer_delete", "timer_getoverrun", "timer_gettime", "timer_settime", "timerfd_create",
    "timerfd_gettime", "timerfd_settime", "times",
    // talking to each other: pipes, queues, shared memory, sockets
    "accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "mq_getsetattr",
    "mq_notify", "mq_open", "mq_timedreceive", "mq_timedsend", "mq_unlink", "pipe", "pipe2", "recvfrom", "recvmmsg",
    "recvmsg", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown", "socketpair",
    // the machine
    "getrandom", "sysinfo", "uname"};

// Segments, queues and semaphores of these outlive whoever made them, and count as nobody's memory.
constexpr const char* system_v[] = {"msgctl", "msgget",     "msgrcv", "msgsnd", "semctl", "semget",
                                    "semop",  "semtimedop", "shmat",  "shmctl", "shmdt",  "shmget"};

constexpr unsigned long new_namespaces =
    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

/// First arguments, of which a call is answered only with one of these. What prctl would hide (PR_SET_DUMPABLE),
/// filter or intercept is not among them.
constexpr int prctl_options[] = {
    PR_GET_CHILD_SUBREAPER, PR_GET_DUMPABLE, PR_GET_KEEPCAPS,    PR_GET_NAME,        PR_GET_NO_NEW_PRIVS,
    PR_GET_PDEATHSIG,       PR_GET_SECCOMP,  PR_GET_TIMERSLACK,  PR_GET_THP_DISABLE, PR_CAPBSET_READ,
    PR_SET_CHILD_SUBREAPER, PR_SET_NAME,     PR_SET_PDEATHSIG,   PR_SET_PTRACER,     PR_SET_TIMERSLACK,
    PR_SET_THP_DISABLE,     PR_SET_VMA,      PR_SET_NO_NEW_PRIVS};
/// The race detector switches the randomisation of addresses off where it must.
constexpr unsigned long personalities[] = {PER_LINUX, ADDR_NO_RANDOMIZE, 0xffffffff};
/// Netlink: lists the network interfaces.
constexpr int socket_families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

struct Release {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};

/// A name that this machine does not have cannot be called either.
bool allow(scmp_filter_ctx filter, const char* name) {
  const int number = ::seccomp_syscall_resolve_name(name);
  return number < 0 || ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0) == 0;
}

/// Where the bits `mask` of its first argument are `value`.
bool allow_masked(scmp_filter_ctx filter, int number, scmp_datum_t mask, scmp_datum_t value) {
  const scmp_arg_cmp first{.arg = 0, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value & mask};
  return ::seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &first) == 0;
}

template <class Values>
bool allow_first(scmp_filter_ctx filter, int number, const Values& values) {
  for (const auto value : values)  // the kernel reads the lower half only: what is in the upper one may not matter here
    if (!allow_masked(filter, number, 0xffffffff, static_cast<scmp_datum_t>(value))) return false;
  return true;
}

}  // namespace

bool confine_system_calls(bool own_namespaces) {
  const std::unique_ptr<void, Release> filter(::seccomp_init(SCMP_ACT_ERRNO(ENOSYS)));
  if (filter == nullptr) return false;
  for (const char* name : allowed)
    if (!allow(filter.get(), name)) return false;
  for (const char* name : system_v)
    if (own_namespaces && !allow(filter.get(), name)) return false;
  // No slower speculation than outside: times are measured below this filter.
  if (::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_SSB, 1) != 0) return false;
  // A binary search through the calls in place of a walk. Before libseccomp 2.5 there is none, and no harm in that.
  (void)::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  return allow_masked(filter.get(), SCMP_SYS(clone), new_namespaces, 0) &&
         allow_first(filter.get(), SCMP_SYS(prctl), prctl_options) &&
         allow_first(filter.get(), SCMP_SYS(personality), personalities) &&
         allow_first(filter.get(), SCMP_SYS(socket), socket_families) && ::seccomp_load(filter.get()) == 0;
}

}  // namespace parcours
