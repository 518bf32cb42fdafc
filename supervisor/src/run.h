/* What run.c (a process for each test case) and server.c (a driver that serves many) share. */
#ifndef RUN_H
#define RUN_H

#include "supervisor.h"

/* One test case on its way. Descriptors are our ends, -1 when closed. */
struct run {
    const struct batch *batch;
    const struct allowance *allowance;
    struct outcome *outcome;
    pid_t child;  /* the process whose end is the end of the run */
    pid_t spared; /* a driver that outlives the run even when it is stopped; 0: none */
    int input, output, errors;
    int64_t input_left;         /* of what goes through the input pipe */
    size_t pending, pending_at; /* read from stdin, not yet written to the pipe; rests in `feed` */
    int64_t started_us, base_waited_us, own_waited_us, base_cpu_us, reaped_cpu_us, next_sample_us;
    int wait_status, last_status;
    bool child_ended;
    pid_t beside; /* an interactor, which is none of the program's processes; 0: none */
    int beside_schedstat, beside_statm; /* its own, of /proc, where we may not find it; -1: not to be had */
    int beside_status;
    bool beside_ended;
    int64_t beside_cpu_us, beside_peak, beside_waited_us;
    void (*on_unknown)(struct run *run, pid_t pid); /* told of an ended process that is not `child`, or NULL */
};

void run_close(int *end);
void run_begin(struct run *run);
void run_stop(struct run *run, char cause);
void run_keep_output(struct run *run, const unsigned char *data, size_t length);
void run_drain(struct run *run, int *end, bool is_output);
bool run_reap(struct run *run, int options); /* whether anything is still to end */
void run_sample(struct run *run, int64_t now);
/* For how long `beside` worked, or was ready to and waited for a processor: of the latter, what was so when last asked before
   it ended. */
int64_t run_beside_us(struct run *run);
void run_wait(int64_t until_us, const int *fds, const short *events, short *revents, int count);
void run_conclude(struct run *run);  /* from the wait status and the clocks to the outcome */
void run_unblock_signals(void);      /* in a child, before exec */
_Noreturn void run_fail_exec(int error); /* in a child that could not become what it should */
_Noreturn void run_become_program(const struct run *run, char **command, int in, int out, int err, bool own_namespace);
/* A file in memory of the next `length` bytes of stdin, positioned at its start; -1: none to be had. */
int run_input_file(int64_t length);
int run_exec_error(void);                /* what it could not be for, or 0; once */

#endif
