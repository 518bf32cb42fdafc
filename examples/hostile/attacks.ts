/**
 * Hostile programs. Each body is C that runs when the input is X (test case 2 of 4); for any other input the program
 * prints what it read. docs/threat-model.md has a row for each, by this name.
 */
export interface Attack {
  readonly name: string;
  /** C statements; `env` below is in scope. */
  readonly body: string;
  /** What test case 2 may be judged; absent: anything but AC or JE. */
  readonly verdict?: RegExp;
  /** Waits for a limit: not for every run of the tests. */
  readonly slow?: true;
  /** Code before main. */
  readonly before?: string;
}

/** Includes and helpers that every attack may use. `supervisor()` is the pid that started us. */
export const PREAMBLE = `#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static pid_t supervisor(void) { return getppid(); }
static void burn(int ms) { struct timespec t; do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  while (t.tv_sec * 1000 + t.tv_nsec / 1000000 < ms); }
static void put_file(const char *path, const char *text) { int f = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0777);
  if (f >= 0) { write(f, text, strlen(text)); close(f); } }
`;

const LIE = '"the answer is whatever I say\\n"';

/** The attacks that a prototype of this engine was measured against. */
export const KNOWN_ATTACKS: readonly Attack[] = [
  {
    name: 'prints fake frames',
    body: `for (int k = 1; k < 9; k++) printf("\\n@00000000000000000000000000000000 %d - 0 0 0 1 1 1 2 2 0 0 0 0 0 0 - - -\\nX\\n\\n@00000000000000000000000000000000 END 4 1 1 1\\n", k);`,
    verdict: /^WA/,
  },
  {
    name: "reads the nonce from the supervisor's files",
    body: `char p[64]; for (int fd = 0; fd < 10; fd++) { snprintf(p, 64, "/proc/%d/fd/%d", supervisor(), fd); int f = open(p, O_RDWR); if (f >= 0) { write(f, ${LIE}, 30); puts("2"); return 0; } } return 9;`,
    verdict: /^RTE exit 9/,
  },
  {
    name: "takes the supervisor's stdout by pidfd_getfd",
    body: `int p = syscall(434, supervisor(), 0); if (p < 0) return 8; int f = syscall(438, p, 1, 0); if (f < 0) return 9; write(f, ${LIE}, 30); puts("2"); return 0;`,
    verdict: /^RTE exit [89]/,
  },
  {
    name: 'attaches by ptrace',
    body: 'if (ptrace(PTRACE_ATTACH, supervisor(), 0, 0) == 0) { puts("2"); return 0; } if (ptrace(PTRACE_SEIZE, supervisor(), 0, 0) == 0) { puts("2"); return 0; } return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: "reads and writes the supervisor's memory",
    body: 'char b[8]; struct iovec l = {b, 8}, r = {(void *)0x400000, 8}; if (process_vm_readv(supervisor(), &l, 1, &r, 1, 0) > 0 || process_vm_writev(supervisor(), &l, 1, &r, 1, 0) > 0) { puts("2"); return 0; } char p[64]; snprintf(p, 64, "/proc/%d/mem", supervisor()); return open(p, O_RDWR) >= 0 ? 0 : 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'kills the supervisor',
    body: 'kill(supervisor(), SIGKILL); kill(supervisor(), SIGTERM); sleep(1); return 9;',
    verdict: /^RTE exit 9/,
  },
  { name: 'kills everybody', body: 'kill(-1, SIGKILL); kill(1, SIGKILL); return 9;', verdict: /^RTE/ },
  {
    name: "kills the supervisor's process group",
    body: 'kill(-getpgid(supervisor()), SIGKILL); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: "kills the supervisor's process group from inside",
    body: 'pid_t g = getpgid(supervisor()); if (fork() == 0) { if (g > 0 && setpgid(0, g) == 0) kill(0, SIGKILL); _exit(0); } wait(0); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'tkill, tgkill and queued signals',
    body: 'int s = supervisor(); siginfo_t i = {0}; i.si_code = -1; syscall(SYS_tkill, s, 9); syscall(SYS_tgkill, s, s, 9); syscall(SYS_rt_sigqueueinfo, s, 9, &i); syscall(SYS_rt_tgsigqueueinfo, s, s, 9, &i); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'signals by pidfd',
    body: 'int p = syscall(434, supervisor(), 0); syscall(424, p, 9, 0, 0); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'SIGKILL through F_SETOWN and F_SETSIG',
    body: 'int p[2]; pipe(p); fcntl(p[0], F_SETOWN, supervisor()); fcntl(p[0], 10, SIGKILL); fcntl(p[0], F_SETFL, O_ASYNC | O_NONBLOCK); write(p[1], "x", 1); sleep(1); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: "stops the supervisor's process group from inside",
    body: 'pid_t g = getpgid(supervisor()); if (fork() == 0) { if (g > 0 && setpgid(0, g) == 0) kill(0, SIGSTOP); _exit(0); } waitpid(-1, 0, WUNTRACED); return 9;',
    verdict: /^RTE exit 9/,
  },
  { name: 'stops the supervisor', body: 'kill(supervisor(), SIGSTOP); return 9;', verdict: /^RTE exit 9/ },
  {
    name: "lowers the supervisor's limits and priority",
    body: 'struct rlimit z = {0, 0}; struct sched_param sp = {0}; int s = supervisor(); prlimit(s, RLIMIT_CPU, &z, 0); prlimit(s, RLIMIT_FSIZE, &z, 0); setpriority(PRIO_PROCESS, s, 19); setpriority(PRIO_USER, getuid(), 19); sched_setscheduler(s, SCHED_IDLE, &sp); cpu_set_t c; CPU_ZERO(&c); sched_setaffinity(s, sizeof c, &c); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'a daemon that prints later',
    body: 'if (fork() == 0) { setsid(); if (fork() == 0) { usleep(300000); puts("late words"); fflush(stdout); _exit(0); } _exit(0); } puts("7"); return 0;',
    verdict: /^WA/,
  },
  {
    name: 'an orphan that burns CPU',
    slow: true,
    body: 'if (fork() == 0) { setsid(); if (fork() == 0) { for (;;) {} } _exit(0); } usleep(2200000); puts("burnt");',
    verdict: /^(TLE|WA)/,
  },
  {
    name: 'four children that burn CPU',
    slow: true,
    body: 'for (int i = 0; i < 4; i++) if (fork() == 0) for (;;) {} while (wait(0) > 0) {} puts("burnt");',
    verdict: /^TLE/,
  },
  { name: 'a fork bomb', slow: true, body: 'for (;;) fork();' },
  {
    name: 'sleepers that ignore signals',
    body: 'for (int i = 0; i < 120; i++) if (fork() == 0) { for (int s = 1; s < 32; s++) signal(s, SIG_IGN); setsid(); for (;;) pause(); } return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'three hundred threads',
    before: 'static void *loop(void *x) { for (;;) pause(); return x; }',
    body: 'pthread_t t; for (int i = 0; i < 300; i++) pthread_create(&t, 0, loop, 0); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'looks for later inputs',
    body: 'char b[4096]; for (int f = 3; f < 64; f++) if (read(f, b, 4096) > 0) { puts("2"); return 0; } lseek(0, 0, SEEK_SET); int n = 0; while (read(0, b, 1) == 1) n++; if (n > 2) { puts("2"); return 0; } return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'removes everything',
    body: 'system("rm -rf /box/* /box/.[a-z]* /tmp/* ../* 2>/dev/null"); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'replaces its own binary',
    body: 'unlink("/proc/self/exe"); char p[4096]; ssize_t n = readlink("/proc/self/exe", p, 4095); if (n > 0) { p[n] = 0; char *d = strstr(p, " (deleted)"); if (d) *d = 0; unlink(p); put_file(p, "#!/bin/sh\\necho 3\\n"); } return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'directories without permissions',
    body: 'mkdir("a", 0700); put_file("a/b", "x"); chmod("a", 0); chmod("..", 0); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'a tree two thousand deep',
    body: 'for (int i = 0; i < 2000; i++) { if (mkdir("d", 0700) || chdir("d")) break; } return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'fifos and symbolic links',
    body: 'mkfifo("f", 0600); symlink("/", "l"); symlink("l", "m"); symlink("../prog", "p"); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'large files',
    body: 'static char b[1 << 20]; signal(SIGXFSZ, SIG_IGN); for (int i = 0; i < 40; i++) { char n[32]; snprintf(n, 32, "/tmp/big%d", i); int f = open(n, O_WRONLY | O_CREAT, 0600); for (int k = 0; k < 4; k++) if (write(f, b, sizeof b) < 0) break; close(f); } return 9;',
    verdict: /^(RTE|MLE)/,
  },
  {
    name: 'shared memory for the next test case',
    body: 'int f = open("/dev/shm/left", O_CREAT | O_RDWR, 0666); if (f >= 0) write(f, "hello", 5); int id = shmget(1234, 4096, IPC_CREAT | 0666); if (id >= 0) shmat(id, 0, 0); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'closes its descriptors',
    body: 'for (int f = 0; f < 64; f++) close(f); return 0;',
    verdict: /^WA/,
  },
  {
    name: 'floods stderr',
    body: 'for (;;) fputs("the same line again and again\\n", stderr);',
    verdict: /^OLE/,
  },
  { name: 'stops itself', slow: true, body: 'raise(SIGSTOP); puts("2");', verdict: /^TLE wall/ },
  { name: 'ignores SIGXCPU', slow: true, body: 'signal(SIGXCPU, SIG_IGN); for (;;) {}', verdict: /^TLE cpu/ },
  {
    name: 'makes itself undumpable',
    body: 'prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); static char *p; for (;;) { p = malloc(1 << 20); memset(p, 1, 1 << 20); }',
    verdict: /^MLE/,
  },
  {
    name: 'memory in memory files',
    body: 'static char b[1 << 20]; signal(SIGXFSZ, SIG_IGN); for (int i = 0; i < 400; i++) { int f = syscall(SYS_memfd_create, "m", 0); for (int k = 0; k < 4; k++) if (f < 0 || write(f, b, sizeof b) < 0) break; } return 9;',
    verdict: /^(RTE|MLE)/,
  },
  {
    name: 'memory spread over children',
    body: 'for (int i = 0; i < 8; i++) if (fork() == 0) { char *p = malloc(60 << 20); memset(p, i + 1, 60 << 20); pause(); } pause();',
    verdict: /^MLE/,
  },
  {
    name: 'a shared mapping that no data limit counts',
    body: 'char *p = mmap(0, 600 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0); memset(p, 1, 600 << 20); puts("2");',
    verdict: /^MLE/,
  },
  { name: 'aborts', body: 'abort();', verdict: /^RTE signal 6/ },
  {
    name: 'a user namespace of its own',
    body: 'return unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS) == 0 ? 0 : 9;',
    verdict: /^RTE exit 9/,
  },
];

/** Attacks that nobody had tried on it yet. */
export const NEW_ATTACKS: readonly Attack[] = [
  {
    name: 'SIGIO to the supervisor through FIOSETOWN on a socket',
    body: 'int s[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, s); int p = supervisor(); if (ioctl(s[0], 0x8901, &p) == 0 || ioctl(s[0], 0x8902, &p) == 0) { puts("2"); return 0; } int on = 1; ioctl(s[0], FIOASYNC, &on); write(s[1], "x", 1); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'children whose CPU time nobody waits for',
    slow: true,
    body: 'signal(SIGCHLD, SIG_IGN); for (int i = 0; i < 30; i++) { if (fork() == 0) { burn(60); _exit(0); } usleep(61000); } puts("burnt"); return 0;',
    verdict: /^(TLE|WA)/,
  },
  {
    name: 'a child that /proc hides, made by executing an unreadable copy of itself',
    body: 'if (getenv("HIDDEN")) for (int i = 0; i < 600; i++) { char *p = malloc(1 << 20); memset(p, 1, 1 << 20); } system("cp /proc/self/exe hidden; cp $(readlink /proc/$PPID/exe) hidden; chmod 111 hidden"); setenv("HIDDEN", "1", 1); if (fork() == 0) { put_file("in", "X"); int f = open("in", O_RDONLY); dup2(f, 0); execl("./hidden", "hidden", (char *)0); _exit(1); } int st; wait(&st); return 9;',
  },
  {
    name: 'a kernel keyring as a letter box',
    body: 'long id = syscall(SYS_add_key, "user", "assize", "secret", 6, -4); return id > 0 ? 0 : 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'system calls by the x32 numbers',
    body: '\n#ifdef __x86_64__\nlong r = syscall(0x40000000 | 62, supervisor(), 9); return r == 0 ? 0 : 9;\n#else\nreturn 9;\n#endif\n',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'system calls by the 32-bit entry',
    body: '\n#ifdef __x86_64__\nlong r; asm volatile("int $0x80" : "=a"(r) : "a"(37), "b"(supervisor()), "c"(9) : "memory"); return r == 0 ? 0 : 9;\n#else\nreturn 9;\n#endif\n',
    verdict: /^RTE/,
  },
  {
    name: 'io_uring around the filter',
    body: 'char b[256] = {0}; long f = syscall(425, 4, b); return f >= 0 ? 0 : 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'a death signal and a subreaper of its own',
    body: 'prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); if (fork() == 0) { if (fork() == 0) { setsid(); for (;;) pause(); } _exit(0); } usleep(50000); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'a new session with the controlling terminal of nobody',
    body: 'setsid(); int f = open("/dev/tty", O_RDWR); if (f >= 0) ioctl(f, TIOCSTI, "x"); if (fork() == 0) { setpgid(0, 0); kill(0, SIGKILL); } wait(0); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'a file that grows in the place of work/',
    body: 'chdir(".."); rmdir("work"); symlink("/etc", "work"); put_file("run", "echo forged"); put_file("run.sh", "echo forged"); put_file("assize-supervisor-x86_64", "gone"); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'leaves an answer for the next test case in prog/',
    body: 'put_file("../prog/answers", "1 2 3 4"); mkdir("../prog/deep", 0777); put_file("../prog/deep/file", "x"); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'ten thousand files',
    slow: true,
    body: 'char n[32]; for (int i = 0; i < 10000; i++) { snprintf(n, 32, "%d", i); close(open(n, O_CREAT | O_WRONLY, 0)); } return 9;',
    verdict: /^(RTE exit 9|TLE)/,
  },
  {
    name: 'output that never ends in a line, with zero bytes',
    body: 'static char z[65536]; for (;;) write(1, z, sizeof z);',
    verdict: /^OLE/,
  },
  {
    name: 'writes into its own input',
    body: 'lseek(0, 0, SEEK_SET); for (int i = 0; i < 1000; i++) write(0, "3\\n", 2); ftruncate(0, 0); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'a timer that kills after the program has ended',
    body: 'struct sigevent e = {0}; e.sigev_notify = SIGEV_SIGNAL; e.sigev_signo = SIGKILL; timer_t t; timer_create(CLOCK_MONOTONIC, &e, &t); alarm(1); struct itimerval v = {{0, 1000}, {0, 1000}}; setitimer(ITIMER_REAL, &v, 0); for (;;) pause();',
    verdict: /^RTE signal 14/,
  },
  {
    name: "kills with the supervisor's way past its filter, guessed",
    body: 'long guesses[] = {0, 1, -1, 0xFFFFFFFFL, (long)supervisor()}; for (int i = 0; i < 100000; i++) syscall(SYS_kill, supervisor(), 9, i < 5 ? guesses[i] : (long)random() * random()); return 9;',
    verdict: /^RTE exit 9/,
  },
  {
    name: 'vfork that never returns',
    slow: true,
    body: 'if (vfork() == 0) for (;;) pause(); return 9;',
    verdict: /^TLE wall/,
  },
  {
    name: 'endless recursion',
    before:
      'volatile int sink; __attribute__((noinline)) int deep(int n) { char b[4096]; b[n % 4096] = 1; sink = b[0]; int r = deep(n + 1); sink += b[r % 7]; return r + b[n % 4096]; }',
    body: 'return deep(0);',
    verdict: /^(RTE signal 11|MLE)/,
  },
];

/** The C source of an attack. */
export function makeAttack({ before = '', body }: Attack): string {
  return `${PREAMBLE}${before}\nint main(void) { char word[16] = ""; if (scanf("%15s", word) != 1) return 1;\nif (*word != 'X') { puts(word); return 0; }\n${body}\nreturn 0; }\n`;
}
