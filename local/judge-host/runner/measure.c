/* How much the program's processes use, read from outside them: nothing here trusts what they say. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "runner.h"

#define MAX_PROCESSES 4096

struct process { pid_t pid, parent; uint64_t reaped_ticks; int ours; };

static ssize_t read_at(int proc_dir, pid_t pid, const char *name, char *into, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "%d/%s", pid, name);
  int fd = openat(proc_dir, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t n = read(fd, into, size - 1);
  close(fd);
  if (n >= 0) into[n] = 0;
  return n;
}

/* Parent (field 4) and the CPU time of its reaped children (fields 16 and 17), behind a name that may hold anything. */
static int read_stat(int proc_dir, struct process *p) {
  char text[1024];
  if (read_at(proc_dir, p->pid, "stat", text, sizeof text) <= 0) return -1;
  char *after = strrchr(text, ')');
  int parent;
  long user, system;
  if (!after || sscanf(after + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %ld %ld", &parent, &user, &system) != 3)
    return -1;
  p->parent = parent;
  p->reaped_ticks = (uint64_t)(user + system);
  return 0;
}

/* Everything in our PID namespace but us; or, where there is none, our descendants. */
static int list_processes(int proc_dir, int whole_namespace, struct process *list) {
  int count = 0;
  pid_t self = getpid();
  int copy = openat(proc_dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = copy < 0 ? NULL : fdopendir(copy);
  if (!dir) {
    if (copy >= 0) close(copy);
    return 0;
  }
  for (struct dirent *e; (e = readdir(dir)) && count < MAX_PROCESSES;) {
    if (!isdigit((unsigned char)e->d_name[0])) continue;
    struct process *p = &list[count];
    p->pid = atoi(e->d_name);
    p->ours = whole_namespace;
    if (p->pid == self || read_stat(proc_dir, p)) continue;
    count++;
  }
  closedir(dir);
  if (whole_namespace) return count;
  for (int changed = 1; changed;) {
    changed = 0;
    for (int i = 0; i < count; i++) {
      if (list[i].ours) continue;
      int child = list[i].parent == self;
      for (int j = 0; !child && j < count; j++) child = list[j].ours && list[j].pid == list[i].parent;
      if (child) list[i].ours = changed = 1;
    }
  }
  return count;
}

static uint64_t tmpfs_used_kib(const char *path) {
  struct statvfs v;
  return statvfs(path, &v) ? 0 : (uint64_t)(v.f_blocks - v.f_bfree) * (v.f_frsize / 1024);
}

void measure_tree(int proc_dir, int whole_namespace, struct usage *out) {
  static struct process list[MAX_PROCESSES];
  long page_kib = sysconf(_SC_PAGESIZE) / 1024;
  uint64_t tick_us = 1000000u / (uint64_t)sysconf(_SC_CLK_TCK);
  long private_kib = 0, shared_kib = 0, biggest_kib = -1;
  struct rusage reaped;
  getrusage(RUSAGE_CHILDREN, &reaped);
  memset(out, 0, sizeof *out);
  out->cpu_us = (uint64_t)(reaped.ru_utime.tv_sec + reaped.ru_stime.tv_sec) * 1000000u +
                (uint64_t)(reaped.ru_utime.tv_usec + reaped.ru_stime.tv_usec);
  int count = list_processes(proc_dir, whole_namespace, list);
  for (int i = 0; i < count; i++) {
    if (!list[i].ours) continue;
    out->processes++;
    struct timespec own;
    clockid_t clock = (clockid_t)((~(unsigned)list[i].pid << 3) | 2); /* CPU clock of another process, all its threads */
    if (!clock_gettime(clock, &own)) out->cpu_us += (uint64_t)own.tv_sec * 1000000u + (uint64_t)own.tv_nsec / 1000u;
    out->cpu_us += list[i].reaped_ticks * tick_us;
    char text[128];
    long resident, shared;
    if (read_at(proc_dir, list[i].pid, "statm", text, sizeof text) <= 0 || sscanf(text, "%*d %ld %ld", &resident, &shared) != 2)
      continue;
    long mine = (resident - shared) * page_kib;
    private_kib += mine;
    if (shared * page_kib > shared_kib) shared_kib = shared * page_kib;
    if (mine > biggest_kib) { biggest_kib = mine; out->biggest = list[i].pid; }
  }
  out->memory_kib = private_kib + shared_kib;
  if (whole_namespace) out->memory_kib += (long)tmpfs_used_kib("/dev/shm");
}

void kill_tree(int proc_dir, int whole_namespace) {
  static struct process list[MAX_PROCESSES];
  if (whole_namespace) {
    kill(-1, SIGKILL);
    return;
  }
  int count = list_processes(proc_dir, 0, list);
  for (int i = 0; i < count; i++)
    if (list[i].ours) kill(list[i].pid, SIGKILL);
}

struct census { long kib, entries, limit_kib, limit_entries; };

static int count_entries(int dir_fd, int depth, struct census *c) {
  DIR *dir = fdopendir(dir_fd);
  if (!dir) {
    close(dir_fd);
    return 0;
  }
  int full = 0;
  for (struct dirent *e; !full && (e = readdir(dir));) {
    struct stat st;
    if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
    if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW)) continue;
    c->kib += (long)(st.st_blocks / 2);
    full = ++c->entries > c->limit_entries || c->kib > c->limit_kib;
    if (full || !S_ISDIR(st.st_mode) || depth == 64) continue;
    int sub = openat(dirfd(dir), e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (sub >= 0) full = count_entries(sub, depth + 1, c);
  }
  closedir(dir);
  return full;
}

static int count_directory(const char *path, struct census *c) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return fd >= 0 && count_entries(fd, 0, c);
}

int is_too_full(const char *box, const char *temporary, long limit_kib, long limit_entries) {
  struct census c = {0, 0, limit_kib, limit_entries};
  return count_directory(box, &c) || (temporary && count_directory(temporary, &c));
}

long host_memory_available_kib(void) {
  char text[2048];
  int fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  if (n <= 0) return -1;
  text[n] = 0;
  const char *at = strstr(text, "MemAvailable:");
  return at ? atol(at + 13) : -1;
}
