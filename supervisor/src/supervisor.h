/*
 * The supervisor runs one program once for each test case of a batch, inside a sandbox that somebody else made
 * (Judge0's isolate, bubblewrap, ...), and reports a frame for each run. docs/engine.md tells the protocol; this
 * header is the map of the parts.
 *
 * It shares its uid with the program that it watches. What keeps the two apart: it is not dumpable (no ptrace, no
 * /proc/PID/fd, no pidfd_getfd), every descriptor is close-on-exec, the program carries a seccomp filter that denies
 * each way to signal or slow the supervisor (which carries it too, with a way of its own past it), and whatever is left alive after a run is killed before the next.
 */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#if defined(__x86_64__)
#define MACHINE "x86_64"
#else
#define MACHINE "aarch64"
#endif

/* Codes that a driver ends with before it is ready: it cannot do its work here; the program cannot be compiled. */
enum { DRIVER_UNFIT = 97, DRIVER_UNREADABLE = 98 };
/* What an interactive run was not begun for: an interactor could not be hidden from the program on this machine. */
enum { INTERACTOR_SEEN = 99 };

enum { NONCE_LENGTH = 32, MAX_TEST_CASES = 10000, STDERR_HEAD = 2048, STDERR_TAIL = 1024 };

/* How the command is used. In all but the first it is a driver that waits for requests (server.c). */
enum mode {
    PROCESS_EACH, /* once for each test case: input on stdin, output on stdout */
    ANSWER,       /* answers test cases one after the other in one process */
    FORK_ANSWER,  /* forks for each test case; the child answers and exits */
    FORK_STDIO,   /* forks for each test case; the child has the input as stdin and prints */
    ANSWER_ONCE,  /* answers one test case; the next has a driver of its own */
    INTERACT,     /* once for each test case, talking with an interactor (interact.c) */
};

/* What the first lines of stdin ask for. Times in microseconds, sizes in bytes. */
struct batch {
    char nonce[NONCE_LENGTH + 1];
    int count;
    int64_t cpu_us, wall_us;             /* of one test case */
    int64_t memory, data, stack, output; /* of one test case */
    int64_t processes;
    int64_t total_cpu_us, total_wall_us; /* of the whole batch, ourselves included */
    int64_t total_output;                /* of everything that we write to stdout */
    bool stop_at_failure;
    enum mode mode;
    int64_t output_from; /* where the kept part of an output begins */
    /* INTERACT only: what an interactor may use, how much of a conversation is told, the code with which it accepts, how often
       it may have the program run again, and whether it only listens: the program then reads the input, not what it says. */
    int64_t interactor_cpu_us, interactor_wall_us, interactor_memory, transcript;
    int accepted_code, passes;
    bool listens;
    int64_t *input_length;
};

/* How one run ended. `cause` is why we ended it: '-' it ended by itself, 'C' CPU, 'W' wall, 'M' memory, 'O' output,
   'B' the batch's own budget (says nothing about the program), 'I' the interactor was done with it, 'X' exec failed,
   'J' we could not run it. */
struct outcome {
    char cause;
    int exit_code, signal, error;
    int64_t cpu_us, wall_us, peak, output_length, stderr_length;
    int strays;
    bool oom_killed, hashed;
    size_t body_length, stderr_head, stderr_tail;
    char hash[3][65]; /* exact; tokens joined by one space; the same in lower case */
};

/* clock.c */
int64_t now_us(void);
int64_t process_cpu_us(pid_t pid); /* -1: no such process */
/* How long a process was ready to run while others had the processors: of one that /proc shows us, or by a schedstat that
   was opened while it did. 0: not told. */
int64_t process_waited_us(pid_t pid);
int64_t waited_us_in(int schedstat);
int64_t rusage_us(const struct rusage *usage);

/* input.c: stdin, read strictly forward, so that it may be a file or a pipe */
bool input_line(char *line, size_t size);
ssize_t input_read(void *buffer, size_t size); /* what is there, at most size; 0 at the end */
bool input_skip(int64_t length);
bool input_parse(struct batch *batch, const char **fault);

/* confine.c: what keeps the program from us. Both answer 0 or an errno. */
bool confine_available(void); /* whether the kernel has seccomp filters */
int confine_prepare(const struct batch *batch, bool own_namespace); /* binds ourselves too: signals go by confine_kill */
int confine_child(const struct batch *batch, bool own_namespace);   /* in the child, before exec */
int confine_interactor(const struct batch *batch, int program, const char *no_path); /* likewise */
void confine_kill(pid_t pid); /* SIGKILL to a process, or to all with -1 */

/* tree.c: everything that the program started */
bool tree_owns_namespace(void);
void tree_begin(pid_t child, bool is_driver);
void tree_sample(int64_t memory_limit, int64_t *cpu_us, int64_t *memory);
int64_t tree_cpu_us(void); /* as sampled, of everything seen since tree_begin */
void tree_kill(pid_t child);
void tree_kill_others(pid_t spared); /* all that the program started but this process */
bool tree_alone(pid_t pid); /* whether nothing else of it lives */
bool tree_oom_happened(void);
void tree_exclude(pid_t pid); /* a process that is neither the program's nor to be killed with it; 0: none */
int64_t resident_bytes_in(int statm); /* likewise; 0: not told */

/* tidy.c: the file system between runs */
bool tidy_prepare(bool own_namespace, const char **fault);
/* Memory that a forked child does not inherit: its peak would otherwise start at our size. NULL: none to be had. */
unsigned char *private_memory(size_t size);
bool tidy_work(bool in_use); /* leaves an empty work/ as current directory, everything else as at the start; work/ stays
                                the same directory where a driver is in it */
void tidy_keep(int folder);         /* one more directory there that stays, whatever its name; -1: none */
void tidy_remove(const char *name); /* an entry of the directory that we were started in, before tidy_prepare */
bool tidy_restored(void); /* whether prog/ had been tampered with since the last call */

/* digest.c */
void digests_begin(void);
void digests_feed(const unsigned char *data, size_t length);
void digests_end(char hash[3][65]);

/* run.c */
extern unsigned char *body, stderr_bytes[STDERR_HEAD + STDERR_TAIL];
bool run_prepare(size_t body_size);
/* What is left of the batch's budget, and what a run may use of it. */
struct allowance {
    size_t body;
    int64_t cpu_us, wall_us;
};
void run_test_case(const struct batch *batch, int64_t input_length, char **command, const struct allowance *allowance,
                   bool own_namespace, struct outcome *outcome);

/* interact.c */
struct iovec;
bool interact_prepare(const struct batch *batch, char **command, const char **fault);
void interact_test_case(const struct batch *batch, int64_t case_length, char **command, const struct allowance *allowance,
                        bool own_namespace, struct outcome *outcome);
bool interact_accepted(void);        /* of the last test case */
int64_t interact_overhead_us(void);  /* CPU time of all interactors so far */
size_t interact_room(const struct batch *batch); /* the most bytes that a test case's line and parts take */
/* The line after the frame's and what follows it; how many parts. */
int interact_tell(const struct batch *batch, int number, char *line, size_t size, struct iovec *parts);

/* compile.c */
int compile_program(char **arguments); /* what main answers */

/* server.c */
bool server_prepare(const struct batch *batch);
void server_test_case(const struct batch *batch, int64_t input_length, char **command,
                      const struct allowance *allowance, bool own_namespace, struct outcome *outcome);
int64_t server_overhead_us(void); /* CPU time of drivers that is no test case's */
void server_stop(void); /* before the file system is put back for good: the driver ends */

#endif
