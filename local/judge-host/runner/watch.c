/* Start the program, sample it, stop it at its limits, leave nothing alive, report. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "runner.h"

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* When this little is left, the machine is worth more than the run. */
#define HOST_MEMORY_FLOOR_KIB (192 * 1024)
#define DISK_LOOK_EVERY_US 200000

static uint64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

static void limit(int resource, rlim_t value) {
  struct rlimit r = {value, value};
  if (setrlimit((__typeof__(RLIMIT_CPU))resource, &r) && errno != EPERM) _exit(126);
}

static int arrange_streams(const struct options *o) {
  if (o->no_input) {
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, 0) < 0) return -1;
  }
  return o->one_output && dup2(1, 2) < 0 ? -1 : 0;
}

static void become_program(const struct options *o, int error_fd, int drop_late, int ruleset) {
  sigset_t none;
  if (drop_late) drop_privileges(o, getppid(), 0, 1, 0);
  else if (o->uid >= 0 && setresuid((uid_t)o->uid, (uid_t)o->uid, (uid_t)o->uid)) _exit(126);
  sigemptyset(&none);
  setsid();
  for (int s = 1; s < 32; s++) signal(s, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  umask(022);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_NOFILE, (rlim_t)o->open_files);
  if (o->file_size_kib >= 0) limit(RLIMIT_FSIZE, (rlim_t)o->file_size_kib * 1024);
  limit(RLIMIT_STACK, o->stack_kib > 0 ? (rlim_t)o->stack_kib * 1024 : RLIM_INFINITY);
  if (o->processes > 0) limit(RLIMIT_NPROC, (rlim_t)o->processes);
  char **environment = (char **)o->environment;
  if (chdir(o->cwd) == 0 && arrange_streams(o) == 0 && (ruleset < 0 || confine(ruleset) == 0)) {
    /* everything but 0, 1, 2 and the way to say that exec failed (which exec itself closes) */
    if (dup2(error_fd, 3) == 3) {
      fcntl(3, F_SETFD, FD_CLOEXEC);
      error_fd = 3;
    }
    syscall(SYS_close_range, 4, ~0u, 0);
    execve(o->argv[0], o->argv, environment);
  }
  int error = errno;
  if (write(error_fd, &error, sizeof error) < 0) _exit(126);
  _exit(127);
}

/* Sooner where a limit is near: half the CPU or wall time left, and what memory could grow in at 4 GiB/s. */
static uint64_t next_look_us(const struct options *o, const struct usage *u, uint64_t wall_us) {
  uint64_t wait = 50000;
  if (o->cpu_limit_ms > 0) {
    uint64_t kill_at = (uint64_t)o->cpu_limit_ms * 1000u;
    uint64_t left = u->cpu_us < kill_at ? (kill_at - u->cpu_us) / 2 : 0;
    if (left < wait) wait = left;
  }
  if (o->wall_limit_ms > 0) {
    uint64_t kill_at = (uint64_t)o->wall_limit_ms * 1000u;
    uint64_t left = wall_us < kill_at ? kill_at - wall_us : 0;
    if (left < wait) wait = left;
  }
  if (o->memory_limit_kib > 0) {
    uint64_t left = u->memory_kib < o->memory_limit_kib ? (uint64_t)(o->memory_limit_kib - u->memory_kib) / 4 : 0;
    if (left < wait) wait = left;
  }
  return wait < 1000 ? 1000 : wait;
}

static void put_report(int fd, const char *ended, int status, uint64_t cpu_us, uint64_t wall_us, long memory_kib,
                       long max_rss_kib, int memory_kills, int peak_processes) {
  char line[512];
  int n = snprintf(line, sizeof line,
                   "{\"ended\":\"%s\",\"exitCode\":%d,\"signal\":%d,\"cpuUs\":%llu,\"wallUs\":%llu,\"memoryKib\":%ld,"
                   "\"maxRssKib\":%ld,\"memoryKills\":%d,\"peakProcesses\":%d}\n",
                   ended, WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                   (unsigned long long)cpu_us, (unsigned long long)wall_us, memory_kib, max_rss_kib, memory_kills,
                   peak_processes);
  if (write(fd, line, (size_t)n) != n) _exit(121);
}

static const char *limit_broken(const struct options *o, const struct usage *u, uint64_t wall_us, int look_at_disk,
                                const char *temporary) {
  if (o->cpu_limit_ms > 0 && u->cpu_us > (uint64_t)o->cpu_limit_ms * 1000u) return "cpu";
  if (o->wall_limit_ms > 0 && wall_us > (uint64_t)o->wall_limit_ms * 1000u) return "wall";
  if (look_at_disk) {
    if (o->disk_limit_kib > 0 && is_too_full(o->cwd, temporary, o->disk_limit_kib, o->disk_limit_entries)) return "disk";
    long available = host_memory_available_kib();
    if (available >= 0 && available < HOST_MEMORY_FLOOR_KIB) return "host-memory";
  }
  return NULL;
}

/* Where the program's /tmp is for us. */
static const char *own_temporary(const struct options *o, int whole_namespace) {
  for (int i = 0; i < o->mount_count && !whole_namespace; i++)
    if (!strcmp(o->mounts[i].target, "/tmp")) return o->mounts[i].source;
  return whole_namespace ? "/tmp" : NULL;
}

int watch_run(const struct options *o, int proc_dir, int whole_namespace, int drop_late, int ruleset) {
  sigset_t awaited;
  int failed[2], error = 0, status = 0, over = 0, memory_kills = 0, peak_processes = 0;
  long peak_kib = 0;
  uint64_t sampled_cpu_us = 0, disk_look_us = 0, wall_us = 0;
  const char *ended = "exited";
  const char *temporary = own_temporary(o, whole_namespace);
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  sigaddset(&awaited, SIGTERM);
  sigprocmask(SIG_BLOCK, &awaited, NULL);
  if (pipe2(failed, O_CLOEXEC)) fail("pipe", NULL);
  uint64_t start = now_us();
  pid_t program = fork();
  if (program < 0) fail("fork", NULL);
  if (program == 0) become_program(o, failed[1], drop_late, ruleset);
  if (drop_late) keep_only_what_watching_needs();
  close(failed[1]);
  for (int fd = 0; fd <= 2; fd++) close(fd);
  if (read(failed[0], &error, sizeof error) == (ssize_t)sizeof error) {
    errno = error;
    fail("execve", o->argv[0]);
  }
  close(failed[0]);

  struct usage u = {0};
  while (!over) {
    struct timespec wait = {0, 0};
    uint64_t us = next_look_us(o, &u, now_us() - start);
    wait.tv_nsec = (long)us * 1000;
    if (sigtimedwait(&awaited, NULL, &wait) == SIGTERM && !whole_namespace) {
      ended = "host-ended";
      break;
    }
    pid_t dead;
    int s;
    while ((dead = waitpid(-1, &s, WNOHANG)) > 0)
      if (dead == program) { over = 1; status = s; }
    wall_us = now_us() - start;
    if (over) break;
    measure_tree(proc_dir, whole_namespace, &u);
    if (u.cpu_us > sampled_cpu_us) sampled_cpu_us = u.cpu_us;
    if (u.memory_kib > peak_kib) peak_kib = u.memory_kib;
    if (u.processes > peak_processes) peak_processes = u.processes;
    if (o->memory_limit_kib > 0 && u.memory_kib > o->memory_limit_kib && u.biggest > 0) {
      kill(u.biggest, SIGKILL); /* as the kernel does for a cgroup: the biggest goes, the rest may go on */
      memory_kills++;
    }
    int look_at_disk = wall_us - disk_look_us > DISK_LOOK_EVERY_US;
    if (look_at_disk) disk_look_us = wall_us;
    const char *broken = limit_broken(o, &u, wall_us, look_at_disk, temporary);
    if (broken) {
      ended = broken;
      break;
    }
  }
  for (;;) {
    kill_tree(proc_dir, whole_namespace);
    int s;
    pid_t dead = waitpid(-1, &s, 0);
    if (dead == program) status = s;
    if (dead < 0 && errno == ECHILD) break;
  }
  struct rusage all;
  getrusage(RUSAGE_CHILDREN, &all);
  uint64_t cpu_us = (uint64_t)(all.ru_utime.tv_sec + all.ru_stime.tv_sec) * 1000000u +
                    (uint64_t)(all.ru_utime.tv_usec + all.ru_stime.tv_usec);
  if (sampled_cpu_us > cpu_us) cpu_us = sampled_cpu_us; /* children whose parent ignored SIGCHLD are in no rusage */
  if (all.ru_maxrss > peak_kib) peak_kib = all.ru_maxrss;
  if (over && WIFSIGNALED(status)) ended = "signaled";
  put_report(HOST_FD, ended, status, cpu_us, wall_us, peak_kib, all.ru_maxrss, memory_kills, peak_processes);
  return 0;
}
