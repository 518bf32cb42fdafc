/*
 * The runner of the local judge host: makes a sandbox, waits in it for one order, starts the untrusted program that
 * the order names, keeps it inside its limits, measures it, leaves nothing of it alive, and tells of it in JSON.
 *
 *   runner namespaces OPTION...               builds the sandbox by itself, from Linux namespaces
 *   runner init OPTION...                     is already PID 1 of a sandbox (bubblewrap built it)
 *   runner plain OPTION...                    no namespaces: another uid at best, Landlock at best, and a watchful eye
 *   runner enter OPTION... -- PROGRAM ARG...  joins the cgroups and becomes PROGRAM (bubblewrap)
 *   runner landlock                           prints the version of this kernel's Landlock, 0 for none
 *
 * Descriptor 3 is a socket to the host, which the untrusted program never has. An order comes in on it: eight digits,
 * which are the bytes that follow, then strings that each end with NUL: limits, "--", program, arguments. Two lines go
 * out: one when the order was taken, before the program starts, and the report. What an option shapes is settled on the
 * command line, before the order; what an order says is only what the program may use.
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

#define ORDER_BYTES 65536
#define ORDER_STRINGS 1024

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
  if (write(HOST_FD, line, (size_t)n) < 0) _exit(121);
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

/* "SOURCE|TARGET" */
static void add_mount(struct options *o, enum mount_kind kind, char *text) {
  errno = 0;
  if (o->mount_count == (int)(sizeof o->mounts / sizeof *o->mounts)) fail("too many mounts", NULL);
  char *bar = strchr(text, '|');
  if (!bar) fail("mount without |:", text);
  *bar = 0;
  o->mounts[o->mount_count++] = (struct mount_order){kind, text, bar + 1};
}

/* Cut "NAME=VALUE" in two and return the value. */
static char *split(char *arg) {
  char *value = strchr(arg, '=');
  errno = 0;
  if (!value) fail("unknown option", arg);
  *value++ = 0;
  return value;
}

struct number { const char *name; long *into; };

static int take_number(const struct number *numbers, size_t count, const char *name, const char *value) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(name, numbers[i].name)) {
      *numbers[i].into = number(value, name);
      return 1;
    }
  return 0;
}

/* What the program may use: in an order. */
static void parse_limit(struct options *o, char *arg) {
  const struct number numbers[] = {
      {"cpu-ms", &o->cpu_limit_ms}, {"wall-ms", &o->wall_limit_ms}, {"memory-kib", &o->memory_limit_kib},
      {"disk-kib", &o->disk_limit_kib}, {"disk-entries", &o->disk_limit_entries}, {"processes", &o->processes},
      {"file-kib", &o->file_size_kib}, {"stack-kib", &o->stack_kib}, {"open-files", &o->open_files},
  };
  if (!strcmp(arg, "no-input")) { o->no_input = 1; return; }
  if (!strcmp(arg, "one-output")) { o->one_output = 1; return; }
  char *value = split(arg);
  if (take_number(numbers, sizeof numbers / sizeof *numbers, arg, value)) return;
  if (!strcmp(arg, "env") && o->environment_count < 63) o->environment[o->environment_count++] = value;
  else fail("unknown limit", arg);
}

/* What the sandbox is: on the command line. */
static void parse_option(struct options *o, char *arg) {
  const struct number numbers[] = {{"uid", &o->uid}, {"gid", &o->gid}, {"parent", &o->parent}};
  if (!strcmp(arg, "user-namespace")) { o->user_namespace = 1; return; }
  if (!strcmp(arg, "share-net")) { o->share_net = 1; return; }
  if (!strcmp(arg, "landlock")) { o->landlock = 1; return; }
  char *value = split(arg);
  if (take_number(numbers, sizeof numbers / sizeof *numbers, arg, value)) return;
  if (!strcmp(arg, "root")) o->root = value;
  else if (!strcmp(arg, "cwd")) o->cwd = value;
  else if (!strcmp(arg, "ro")) add_mount(o, MOUNT_READ_ONLY, value);
  else if (!strcmp(arg, "rw")) add_mount(o, MOUNT_WRITABLE, value);
  else if (!strcmp(arg, "link")) add_mount(o, MOUNT_LINK, value);
  else if (!strcmp(arg, "cgroup") && o->cgroup_count < 8) o->cgroups[o->cgroup_count++] = value;
  else fail("unknown option", arg);
}

static void read_all(char *into, size_t size) {
  for (size_t have = 0; have < size;) {
    ssize_t n = read(HOST_FD, into + have, size - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(121); /* nobody is left to order anything */
    have += (size_t)n;
  }
}

static void await_order(struct options *o) {
  static char digits[9], text[ORDER_BYTES], *strings[ORDER_STRINGS + 1];
  read_all(digits, 8);
  long size = strspn(digits, "0123456789") == 8 ? number(digits, "the order's length") : 0;
  errno = 0;
  if (size < 1 || size > ORDER_BYTES) fail("not the length of an order:", digits);
  read_all(text, (size_t)size);
  errno = 0;
  if (text[size - 1]) fail("the order has no end", NULL);
  int count = 0, i = 0;
  for (char *at = text; at < text + size; at += strlen(at) + 1) {
    if (count == ORDER_STRINGS) fail("the order is too long", NULL);
    strings[count++] = at;
  }
  for (; i < count && strcmp(strings[i], "--"); i++) parse_limit(o, strings[i]);
  errno = 0;
  if (i + 1 >= count) fail("no program ordered", NULL);
  o->argv = strings + i + 1;
  if (write(HOST_FD, "{\"taken\":true}\n", 15) != 15) _exit(121);
}

int main(int argc, char **argv) {
  static struct options o = {.uid = -1, .gid = -1, .cwd = "/", .open_files = 512};
  if (argc < 2) {
    fputs("usage: runner namespaces|init|plain OPTION...\n       runner enter OPTION... -- PROGRAM ARG...\n"
          "       runner landlock\n", stderr);
    return 2;
  }
  if (!strcmp(argv[1], "landlock")) return printf("%d\n", landlock_version()) < 0;
  const char *mode = argv[1];
  int i = 2;
  for (; i < argc && strcmp(argv[i], "--"); i++) parse_option(&o, argv[i]);
  int enters = !strcmp(mode, "enter");
  errno = 0;
  if (enters ? i + 1 >= argc : i < argc) fail(enters ? "no program given" : "a program is ordered, not given", NULL);

  if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl", "PR_SET_PDEATHSIG");
  if (o.parent && getppid() != (pid_t)o.parent) _exit(121);
  if (fcntl(HOST_FD, F_GETFD) < 0) fail("no descriptor of the host", NULL);

  if (enters) {
    join_cgroups(&o);
    execv(argv[i + 1], argv + i + 1);
    fail("execve", argv[i + 1]);
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
  if (fcntl(HOST_FD, F_SETFD, FD_CLOEXEC)) fail("fcntl", "the host's descriptor");
  int ruleset = o.landlock ? plan_confinement(&o) : -1;
  /* Before the uid is given up: a sandbox that waits is none of the processes that the uid's cap counts. */
  await_order(&o);
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
  if (!drop_late) drop_privileges(&o, getpid(), !whole_namespace, !whole_namespace, 1);
  follow_parent(whole_namespace ? SIGKILL : SIGTERM);
  return watch_run(&o, proc_dir, whole_namespace, drop_late, ruleset);
}
