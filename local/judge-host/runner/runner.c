/*
 * The runner of the local judge host: starts one untrusted program, keeps it inside its limits, measures it,
 * leaves nothing of it alive, and writes one line of JSON about it to the report descriptor.
 *
 *   runner namespaces OPTION... -- PROGRAM ARG...   builds the sandbox by itself, from Linux namespaces
 *   runner init OPTION... -- PROGRAM ARG...         is already PID 1 of a sandbox (bubblewrap built it)
 *   runner plain OPTION... -- PROGRAM ARG...        no namespaces: another uid at best, limits, and a watchful eye
 *   runner enter OPTION... -- PROGRAM ARG...        joins the cgroups and becomes PROGRAM (bubblewrap)
 *
 * Whatever dies, the program dies with it: every stage asks the kernel for SIGKILL when its parent ends, and the
 * end of PID 1 is the end of its namespace.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

#include "runner.h"

int report_fd = 3;

void fail(const char *what, const char *detail) {
  char line[1024];
  int saved = errno;
  int n = snprintf(line, sizeof line, "{\"error\":\"%s", what);
  const char *parts[2] = {detail, saved ? strerror(saved) : NULL};
  for (int p = 0; p < 2; p++) {
    if (!parts[p]) continue;
    n += snprintf(line + n, sizeof line - (size_t)n, p == 0 ? " " : ": ");
    for (const char *c = parts[p]; *c && n < (int)sizeof line - 8; c++)
      line[n++] = (*c == '"' || *c == '\\' || (unsigned char)*c < 32) ? '?' : *c;
  }
  n += snprintf(line + n, sizeof line - (size_t)n, "\"}\n");
  if (write(report_fd, line, (size_t)n) < 0) _exit(121);
  _exit(120);
}

static long number(const char *text, const char *name) {
  char *end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (*end || end == text || errno) {
    errno = 0;
    fail("not a number:", name);
  }
  return value;
}

/* "SOURCE|TARGET", or "TARGET|KiB" of a tmpfs. */
static void add_mount(struct options *o, enum mount_kind kind, char *text) {
  errno = 0;
  if (o->mount_count == (int)(sizeof o->mounts / sizeof *o->mounts)) fail("too many mounts", NULL);
  char *bar = strchr(text, '|');
  if (!bar) fail("mount without |:", text);
  *bar = 0;
  struct mount_order *m = &o->mounts[o->mount_count++];
  m->kind = kind;
  if (kind == MOUNT_TMPFS) {
    m->source = NULL;
    m->target = text;
    m->size_kib = number(bar + 1, "tmpfs");
  } else {
    m->source = text;
    m->target = bar + 1;
  }
}

static void parse_option(struct options *o, char *arg) {
  struct { const char *name; long *into; } numbers[] = {
      {"uid", &o->uid}, {"gid", &o->gid}, {"parent", &o->parent}, {"cpu-ms", &o->cpu_limit_ms},
      {"wall-ms", &o->wall_limit_ms}, {"memory-kib", &o->memory_limit_kib}, {"disk-kib", &o->disk_limit_kib},
      {"disk-entries", &o->disk_limit_entries}, {"processes", &o->processes}, {"file-kib", &o->file_size_kib},
      {"stack-kib", &o->stack_kib}, {"open-files", &o->open_files},
  };
  if (!strcmp(arg, "user-namespace")) { o->user_namespace = 1; return; }
  if (!strcmp(arg, "share-net")) { o->share_net = 1; return; }
  char *value = strchr(arg, '=');
  errno = 0;
  if (!value) fail("unknown option", arg);
  *value++ = 0;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (!strcmp(arg, numbers[i].name)) { *numbers[i].into = number(value, arg); return; }
  if (!strcmp(arg, "report-fd")) report_fd = o->report_fd = (int)number(value, arg);
  else if (!strcmp(arg, "root")) o->root = value;
  else if (!strcmp(arg, "cwd")) o->cwd = value;
  else if (!strcmp(arg, "ro")) add_mount(o, MOUNT_READ_ONLY, value);
  else if (!strcmp(arg, "rw")) add_mount(o, MOUNT_WRITABLE, value);
  else if (!strcmp(arg, "tmpfs")) add_mount(o, MOUNT_TMPFS, value);
  else if (!strcmp(arg, "link")) add_mount(o, MOUNT_LINK, value);
  else if (!strcmp(arg, "cgroup") && o->cgroup_count < 8) o->cgroups[o->cgroup_count++] = value;
  else if (!strcmp(arg, "env") && o->environment_count < 63) o->environment[o->environment_count++] = value;
  else fail("unknown option", arg);
}

int main(int argc, char **argv) {
  static struct options o = {.uid = -1, .gid = -1, .report_fd = 3, .cwd = "/", .open_files = 512};
  if (argc < 4) {
    fputs("usage: runner namespaces|init|plain|enter OPTION... -- PROGRAM ARG...\n", stderr);
    return 2;
  }
  const char *mode = argv[1];
  int i = 2;
  for (; i < argc && strcmp(argv[i], "--"); i++) parse_option(&o, argv[i]);
  errno = 0;
  if (i + 1 >= argc) fail("no program given", NULL);
  o.argv = argv + i + 1;

  if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl", "PR_SET_PDEATHSIG");
  if (o.parent && getppid() != (pid_t)o.parent) _exit(121);
  if (fcntl(report_fd, F_GETFD) < 0) fail("no report descriptor", NULL);

  if (!strcmp(mode, "enter")) {
    join_cgroups(&o);
    execv(o.argv[0], o.argv);
    fail("execve", o.argv[0]);
  }
  int proc_dir;
  int whole_namespace = strcmp(mode, "plain") != 0;
  if (!strcmp(mode, "namespaces")) {
    join_cgroups(&o);
    proc_dir = enter_namespaces(&o);
  } else if (!strcmp(mode, "init") || !strcmp(mode, "plain")) {
    if (!whole_namespace) {
      join_cgroups(&o);
      if (prctl(PR_SET_CHILD_SUBREAPER, 1)) fail("prctl", "PR_SET_CHILD_SUBREAPER");
    } else if (getpid() != 1) {
      errno = 0;
      fail("runner init must be PID 1", NULL);
    }
    proc_dir = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (proc_dir < 0) fail("open", "/proc");
  } else {
    errno = 0;
    fail("unknown mode", mode);
  }
  if (fcntl(report_fd, F_SETFD, FD_CLOEXEC)) fail("fcntl", "report");
  /*
   * In a PID namespace the watcher is PID 1, out of reach of signals, and needs no privilege. Without one, and as root,
   * it keeps its uid so that the program, which gets another, cannot reach it.
   */
  int drop_late = !whole_namespace && o.uid >= 0;
  if (!whole_namespace) {
    sigset_t termination;
    sigemptyset(&termination);
    sigaddset(&termination, SIGTERM);
    sigprocmask(SIG_BLOCK, &termination, NULL);
  }
  if (!drop_late) drop_privileges(&o, getpid(), !whole_namespace, !whole_namespace, !strcmp(mode, "init"));
  follow_parent(whole_namespace ? SIGKILL : SIGTERM);
  return watch_run(&o, proc_dir, whole_namespace, drop_late);
}
