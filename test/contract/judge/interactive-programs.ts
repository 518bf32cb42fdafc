/**
 * Both sides of conversations, in C. An input is `INTERACTOR PROGRAM SECRET`: how the interactor behaves, and how the
 * program is to, which the interactor tells it first.
 */

export const INTERACTOR = `
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static char folder[256];
static void note(const char *name, const char *text) { char path[512]; snprintf(path, sizeof path, "%s%s", folder, name);
  FILE *f = fopen(path, "w"); if (f) { fputs(text, f); fclose(f); } }
static int reject(const char *why) { note("judgemessage.txt", why); return 43; }
int main(int count, char **argument) {
  char how[32], program[64], secret[64], line[1024], answer[64] = "";
  FILE *input = fopen(argument[1], "r"), *wanted = fopen(argument[2], "r");
  if (input == NULL || wanted == NULL || fscanf(input, "%31s %63s %63s", how, program, secret) != 3) return 9;
  fscanf(wanted, "%63s", answer);
  snprintf(folder, sizeof folder, "%s", argument[3]);
  note("log.txt", secret);
  printf("%s\\n", program);
  fflush(stdout);
#define IS(word) (strcmp(how, word) == 0)
  if (IS("guards")) {
    if (scanf("%1023s", line) == 1 && strcmp(line, secret) == 0) return 42;
    return reject("not told");
  }
  if (IS("scores")) {
    note("score.txt", "0.25\\n");
    note("judgemessage.txt", count > 4 ? argument[4] : "no arguments");
    return scanf("%1023s", line) == 1 && strcmp(line, answer) == 0 ? 42 : 43;
  }
  if (IS("rejects")) { scanf("%1023s", line); return reject("no"); }
  if (IS("accepts")) return 42;
  if (IS("reads")) { while (fgets(line, sizeof line, stdin)) continue; return 42; }
  if (IS("hears-a-line")) { setvbuf(stdin, NULL, _IONBF, 0); return fgets(line, sizeof line, stdin) ? 42 : 43; }
  if (IS("dawdles")) { while (fgets(line, sizeof line, stdin)) { usleep(4000); puts("on"); fflush(stdout); } return 42; }
  if (IS("crashes")) abort();
  if (IS("seven")) return 7;
  if (IS("spins")) for (;;) continue;
  if (IS("floods")) for (;;) puts("and so on and so on and so on");
  if (IS("deaf")) for (;;) pause();
  if (IS("closes")) { close(1); while (fgets(line, sizeof line, stdin)) continue; return strcmp(line, "end\\n") == 0 ? 42 : 43; }
  if (IS("forks")) return fork() < 0 ? 42 : 43;
  if (IS("execs")) { execl("/bin/true", "true", (char *)0); return 42; }
  return 8;
}
`;

export const PROGRAM = `#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
static char line[4096];
static void wait_for_end(void) { while (fgets(line, sizeof line, stdin)) continue; }
static void say(const char *text) { puts(text); fflush(stdout); }
/* What looks like a secret, in a text. */
static void tell_secret(const char *text, size_t length) {
  char *at = memmem(text, length, "SECRET", 6);
  if (at == NULL) return;
  printf("%.*s\\n", 12, at);
  fflush(stdout);
  wait_for_end();
  exit(0);
}
static void read_file(const char *path) {
  static char text[1 << 16];
  int file = open(path, O_RDONLY | O_NONBLOCK);
  ssize_t got = file < 0 ? -1 : read(file, text, sizeof text);
  if (got > 0) tell_secret(text, (size_t)got);
  if (file >= 0) close(file);
}
static void search(const char *folder, int depth) {
  DIR *directory = opendir(folder);
  if (directory == NULL || depth > 8) return;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    char path[8192];
    if (entry->d_name[0] == '.' && (entry->d_name[1] == 0 || entry->d_name[1] == '.')) continue;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    tell_secret(path, strlen(path));
    chmod(path, 0777);
    setxattr(path, "system.posix_acl_access", "x", 1, 0);
    if (entry->d_type == DT_DIR) search(path, depth + 1);
    else read_file(path);
  }
  closedir(directory);
}
/* A child of ours in the group of another, which it then signals with itself. */
static void join_and_signal(pid_t group, int signal) {
  pid_t child = fork();
  if (child == 0) {
    if (group > 0 && setpgid(0, group) == 0 && group != getpid()) kill(0, signal);
    _exit(0);
  }
  waitpid(child, NULL, WUNTRACED);
}
#define OTHERS(pid) for (pid_t pid = 2, last = getpid() + 3; pid < last; pid++) if (pid != getpid() && pid != getppid())
int main(void) {
  char how[64], path[256];
  if (scanf("%63s", how) != 1) return 4;
  getchar();
#define IS(word) (strcmp(how, word) == 0)
  if (IS("answers")) { say("right"); return 0; }
  if (IS("says")) { say("wrong"); wait_for_end(); return 0; }
  if (IS("aborts-at-end")) { say("x"); wait_for_end(); abort(); }
  if (IS("fails-at-end")) { say("x"); wait_for_end(); return 1; }
  if (IS("spins-on")) { say("x"); for (;;) continue; }
  if (IS("aborts")) { say("x"); abort(); }
  if (IS("exits-3")) return 3;
  if (IS("waits")) { wait_for_end(); return 0; }
  if (IS("spins")) for (;;) continue;
  if (IS("floods")) for (;;) puts("and so on and so on");
  if (IS("floods-stderr")) for (;;) fputs("and so on and so on\\n", stderr);
  if (IS("sleeps-on")) { say("x\\nmore"); for (;;) pause(); }
  if (IS("asks-on")) for (;;) { say("x"); if (fgets(line, sizeof line, stdin) == NULL) return 0; }
  if (IS("talks-on")) { for (int i = 0; i < 20000; i++) puts("more"); return 0; }
  if (IS("ends")) return 0;
  if (IS("eats")) { for (;;) memset(malloc(1 << 20), 1, 1 << 20); }
  if (IS("reads-to-end")) { wait_for_end(); say("end"); return 0; }
  if (IS("closes")) { say("x"); close(1); wait_for_end(); return 0; }
  if (IS("leaves-a-child")) { say("x"); if (fork() == 0) for (;;) pause(); return 0; }
  if (IS("memory")) OTHERS(pid) {
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    int file = open(path, O_RDWR);
    if (file >= 0) { puts("SECRET"); return 5; }
    snprintf(path, sizeof path, "/proc/%d/maps", pid); read_file(path);
    snprintf(path, sizeof path, "/proc/%d/environ", pid); read_file(path);
    snprintf(path, sizeof path, "/proc/%d/cmdline", pid); read_file(path);
    static char text[4096];
    struct iovec here = {text, sizeof text}, there = {(void *)0x400000, sizeof text};
    if (process_vm_readv(pid, &here, 1, &there, 1, 0) > 0) return 6;
  }
  if (IS("trace")) OTHERS(pid) if (ptrace(PTRACE_ATTACH, pid, 0, 0) == 0 || ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) return 6;
  if (IS("descriptors")) OTHERS(pid) {
    for (int fd = 0; fd < 32; fd++) { snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd); read_file(path); }
    int handle = (int)syscall(434, pid, 0);
    for (int fd = 0; handle >= 0 && fd < 32; fd++) if (syscall(438, handle, fd, 0) >= 0) return 6;
    snprintf(path, sizeof path, "/proc/%d/cwd", pid); search(path, 0);
    snprintf(path, sizeof path, "/proc/%d/exe", pid); read_file(path);
  }
  if (IS("own-descriptors")) for (int fd = 0; fd < 64; fd++) { snprintf(path, sizeof path, "/proc/self/fd/%d", fd); if (fd > 2) read_file(path); }
  if (IS("signals")) OTHERS(pid) {
    union sigval value = {0};
    kill(pid, SIGKILL); kill(-pid, SIGKILL); kill(pid, SIGSTOP); syscall(SYS_tkill, pid, SIGKILL);
    syscall(SYS_tgkill, pid, pid, SIGKILL); sigqueue(pid, SIGKILL, value);
    int handle = (int)syscall(434, pid, 0);
    if (handle >= 0) syscall(424, handle, SIGKILL, 0, 0);
    fcntl(0, F_SETOWN, pid); fcntl(0, F_SETSIG, SIGKILL); fcntl(0, F_SETFL, O_ASYNC);
  }
  if (IS("joins-and-kills")) OTHERS(pid) join_and_signal(pid, SIGKILL);
  if (IS("joins-and-stops")) OTHERS(pid) join_and_signal(pid, SIGSTOP);
  if (IS("joins-those-above")) { join_and_signal(getpgid(getppid()), SIGSTOP); join_and_signal(getpgid(getppid()), SIGKILL); }
  if (IS("limits")) OTHERS(pid) {
    struct rlimit none = {0, 0};
    cpu_set_t one; CPU_ZERO(&one); CPU_SET(0, &one);
    if (prlimit(pid, RLIMIT_FSIZE, &none, NULL) == 0 || prlimit(pid, RLIMIT_CPU, &none, NULL) == 0) return 6;
    if (sched_setaffinity(pid, sizeof one, &one) == 0 || setpriority(PRIO_PROCESS, pid, 19) == 0) return 6;
  }
  if (IS("files")) { search("..", 0); search("/tmp", 0); search("/dev/shm", 0); }
  if (IS("opens-the-folder")) {
    DIR *box = opendir("..");
    for (struct dirent *entry; box && (entry = readdir(box)) != NULL;) {
      if (strlen(entry->d_name) != 24) continue;
      snprintf(path, sizeof path, "../%s", entry->d_name);
      int file = open(path, O_PATH);
      chmod(path, 0700); fchmod(file, 0700); fchmodat(AT_FDCWD, path, 0700, 0); syscall(452, AT_FDCWD, path, 0700, 0);
      rename(path, "../mine"); chmod("../mine", 0700);
      search("../mine", 0); search(path, 0);
      rename("../mine", path);
    }
  }
  if (IS("writes-feedback")) {
    static const char *names[] = {"score.txt", "judgemessage.txt", "interactor", "../score.txt", "../judgemessage.txt"};
    for (int i = 0; i < 5; i++) { int file = open(names[i], O_WRONLY | O_CREAT, 0777); if (file >= 0) { write(file, "100", 3); close(file); } }
    DIR *box = opendir("..");
    for (struct dirent *entry; box && (entry = readdir(box)) != NULL;) {
      if (strlen(entry->d_name) != 24) continue;
      snprintf(path, sizeof path, "../%s/score.txt", entry->d_name);
      int file = open(path, O_WRONLY | O_CREAT, 0777);
      if (file >= 0) { write(file, "100", 3); close(file); }
    }
  }
  if (IS("replaces-the-interactor")) {
    mkdir("../interactor", 0777); mkdir("../interactor/prog", 0777);
    int file = open("../interactor/prog/main", O_WRONLY | O_CREAT, 0777);
    if (file >= 0) { write(file, "#!/bin/true\\n", 12); close(file); }
  }
  say("nothing");
  wait_for_end();
  return 0;
}
`;
