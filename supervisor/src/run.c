/* One test case: start the program, feed it, watch it, end it, and know what it used. */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

unsigned char *body, stderr_bytes[STDERR_HEAD + STDERR_TAIL];

/* What a fork copies costs time in each run, so buffers are no part of it. */
static unsigned char *scratch, *feed;
enum { BUFFER = 64 * 1024, LARGE_PIPE = 1 << 20, FIRST_LOOK_US = 2000, MOST_ENDS = 6 };
static sigset_t while_waiting;
/* A page that a child shares with us until it executes something else. */
static volatile int *exec_error;
static int64_t largest_file;
static int processors;

static void wake(int signal)
{
    (void)signal; /* only there to interrupt ppoll */
}

bool run_prepare(size_t body_size)
{
    /* Handled, not ignored: exec makes that the default again without being told. Faults of our own stay deadly. */
    static const int ours[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
    for (int signal = 1; signal < 32; signal++) {
        bool fault = false;
        for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) fault |= signal == ours[i];
        sigaction(signal, &(struct sigaction){.sa_handler = fault ? SIG_DFL : wake}, NULL);
    }
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    sigfillset(&while_waiting);
    sigdelset(&while_waiting, SIGCHLD);

    struct rlimit files;
    getrlimit(RLIMIT_FSIZE, &files);
    largest_file = files.rlim_cur == RLIM_INFINITY || files.rlim_cur > 1 << 30 ? 1 << 30 : (int64_t)files.rlim_cur;
    processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (processors < 1) processors = 1;
    tree_oom_happened();
    exec_error = mmap(NULL, sizeof *exec_error, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (exec_error == MAP_FAILED) return false;
    scratch = private_memory(BUFFER);
    feed = private_memory(BUFFER);
    return (body = private_memory(body_size)) != NULL && scratch != NULL && feed != NULL;
}

void run_close(int *end)
{
    if (*end >= 0) close(*end);
    *end = -1;
}

/* An input as a file in memory, positioned at its start. A file may not grow past RLIMIT_FSIZE. */
int run_input_file(int64_t length)
{
    int file = memfd_create("input", MFD_CLOEXEC);
    if (file < 0) return -1;
    while (length > 0) {
        ssize_t got = input_read(scratch, length < BUFFER ? (size_t)length : BUFFER);
        if (got <= 0) break;
        for (ssize_t put = 0, part; put < got; put += part)
            if ((part = write(file, scratch + put, (size_t)(got - put))) <= 0) { close(file); return -1; }
        length -= got;
    }
    lseek(file, 0, SEEK_SET);
    return file;
}

void run_unblock_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn void run_fail_exec(int error)
{
    *exec_error = error;
    _exit(127);
}

int run_exec_error(void)
{
    int error = *exec_error;
    *exec_error = 0;
    return error;
}

_Noreturn void run_become_program(const struct run *run, char **command, int in, int out, int err, bool own_namespace)
{
    int error = 0;
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) error = errno;
    run_unblock_signals();
    if (error == 0) error = confine_child(run->batch, own_namespace);
    if (error == 0) {
        execv(command[0], command);
        error = errno;
    }
    run_fail_exec(error);
}

static bool start(struct run *run, char **command, bool own_namespace)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1};
    bool good = pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0;
    if (good && run->input_left < largest_file) {
        in[0] = run_input_file(run->input_left);
        run->input_left = 0;
        good = in[0] >= 0;
    } else if (good) {
        good = pipe2(in, O_CLOEXEC) == 0;
    }
    run->input = in[1];
    run->output = out[0];
    run->errors = err[0];
    for (int i = 0; good && i < 3; i++)
        if ((int[]){in[1], out[0], err[0]}[i] >= 0) fcntl((int[]){in[1], out[0], err[0]}[i], F_SETFL, O_NONBLOCK);
    run_begin(run);
    run->child = good ? fork() : -1;
    if (run->child < 0) run->outcome->error = errno;
    if (run->child == 0) run_become_program(run, command, in[0], out[1], err[1], own_namespace);
    run_close(&in[0]);
    run_close(&out[1]);
    run_close(&err[1]);
    return run->child > 0;
}

void run_stop(struct run *run, char cause)
{
    if (run->outcome->cause == '-') run->outcome->cause = cause;
    if (run->spared > 0) tree_kill_others(run->spared);
    else tree_kill(run->child);
}

void run_keep_output(struct run *run, const unsigned char *data, size_t length)
{
    struct outcome *outcome = run->outcome;
    const unsigned char *all = data;
    size_t whole = length;
    int64_t before = run->batch->output_from - outcome->output_length;
    size_t skipped = before <= 0 ? 0 : (uint64_t)before < length ? (size_t)before : length;
    data += skipped;
    length -= skipped;
    size_t room = run->allowance->body - outcome->body_length;
    size_t part = length < room ? length : room;
    memcpy(body + outcome->body_length, data, part);
    /* Only an output of which something is left out needs its digests: what was kept so far comes first. */
    if (!outcome->hashed && (skipped > 0 || part < length)) {
        outcome->hashed = true;
        digests_begin();
        digests_feed(body, outcome->body_length);
    }
    if (outcome->hashed) digests_feed(all, whole);
    outcome->body_length += part;
    outcome->output_length += (int64_t)whole;
}

/* The beginning and the end of stderr: runtimes name their error in one or the other. */
static void keep_errors(struct outcome *outcome, const unsigned char *data, size_t length)
{
    outcome->stderr_length += (int64_t)length;
    size_t room = STDERR_HEAD - outcome->stderr_head, part = length < room ? length : room;
    memcpy(stderr_bytes + outcome->stderr_head, data, part);
    outcome->stderr_head += part;
    data += part;
    length -= part;
    if (length > STDERR_TAIL) {
        data += length - STDERR_TAIL;
        length = STDERR_TAIL;
    }
    size_t over = outcome->stderr_tail + length > STDERR_TAIL ? outcome->stderr_tail + length - STDERR_TAIL : 0;
    unsigned char *tail = stderr_bytes + STDERR_HEAD;
    memmove(tail, tail + over, outcome->stderr_tail - over);
    outcome->stderr_tail -= over;
    memcpy(tail + outcome->stderr_tail, data, length);
    outcome->stderr_tail += length;
}

/* Reads what a pipe holds, at most a few buffers so that the clocks are looked at in between. */
void run_drain(struct run *run, int *end, bool is_output)
{
    for (int i = 0; i < 8 && *end >= 0; i++) {
        ssize_t got = read(*end, scratch, BUFFER);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) {
            run_close(end);
            return;
        }
        if (is_output) run_keep_output(run, scratch, (size_t)got);
        else keep_errors(run->outcome, scratch, (size_t)got);
        /* One that prints a lot shall not wait for us at each buffer. */
        if (got == BUFFER) fcntl(*end, F_SETPIPE_SZ, LARGE_PIPE);
        if (run->outcome->output_length > run->batch->output || run->outcome->stderr_length > run->batch->output) {
            run_stop(run, 'O');
            run_close(end);
            return;
        }
        if (got < BUFFER) return;
    }
}

static void feed_input(struct run *run)
{
    for (int i = 0; i < 8 && run->input >= 0; i++) {
        if (run->pending == 0) {
            if (run->input_left == 0) break;
            size_t want = run->input_left < BUFFER ? (size_t)run->input_left : BUFFER;
            ssize_t got = input_read(feed, want);
            if (got <= 0) break;
            run->input_left -= got;
            run->pending = (size_t)got;
            run->pending_at = 0;
        }
        ssize_t put = write(run->input, feed + run->pending_at, run->pending);
        if (put < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (put < 0) {
            run_close(&run->input); /* the program reads no more */
            return;
        }
        run->pending -= (size_t)put;
        run->pending_at += (size_t)put;
    }
    if (run->pending == 0 && run->input_left == 0) run_close(&run->input);
}

static void reap_beside(struct run *run, int status, const struct rusage *usage)
{
    run->beside_ended = true;
    run->beside_status = status;
    run->beside_cpu_us = rusage_us(usage);
    run->beside_peak = (int64_t)usage->ru_maxrss * 1024;
}

/* Takes what has ended; returns whether anything is still to end. */
bool run_reap(struct run *run, int options)
{
    struct rusage usage;
    int status;
    pid_t pid;
    /* Asked for first: where both have ended, an interactor's judgement came before what the program did after it. */
    if (run->beside > 0 && !run->beside_ended && wait4(run->beside, &status, WNOHANG | __WALL, &usage) == run->beside)
        reap_beside(run, status, &usage);
    while ((pid = wait4(-1, &status, options | __WALL, &usage)) > 0 || (pid < 0 && errno == EINTR)) {
        if (pid < 0) continue;
        if (pid == run->beside) {
            reap_beside(run, status, &usage);
            continue;
        }
        run->reaped_cpu_us += rusage_us(&usage);
        int64_t peak = (int64_t)usage.ru_maxrss * 1024;
        if (peak > run->outcome->peak) run->outcome->peak = peak;
        run->last_status = status;
        if (pid == run->child) {
            run->child_ended = true;
            run->wait_status = status;
        } else {
            run->outcome->strays++;
            if (run->on_unknown != NULL) run->on_unknown(run, pid);
        }
    }
    return pid == 0;
}

/* The wall limit is for programs that sleep. One that waits for a processor, because the machine is too busy, gets up to
   this many times as much. */
enum { STARVED = 3 };

int64_t run_beside_us(struct run *run)
{
    if (run->beside == 0) return 0;
    if (run->beside_ended) return run->beside_waited_us + run->beside_cpu_us;
    run->beside_waited_us = waited_us_in(run->beside_schedstat);
    return run->beside_waited_us + process_cpu_us(run->beside);
}

/* Whether the program has slept for longer than it may: wall time counts without what it spent waiting for a processor, or
   for us to get one and read what it prints. While an interactor works it is not the program that sleeps, however long. */
static bool oversleeps(struct run *run, int64_t wall)
{
    if (wall <= run->batch->wall_us) return false;
    wall -= run_beside_us(run);
    int64_t ours = process_waited_us(getpid()) - run->own_waited_us;
    int64_t its = run->child > 0 ? process_waited_us(run->child) - run->base_waited_us : 0;
    return wall > STARVED * run->batch->wall_us || wall - ours - its > run->batch->wall_us;
}

/* For how long nobody need look: not so long that all processors busy, or memory filled at 4 GB/s, overshoot by much,
   and long enough to cost nothing. */
static int64_t time_to_sample(const struct run *run, int64_t cpu, int64_t memory, int64_t wall)
{
    const struct batch *batch = run->batch;
    int64_t cpu_limit = batch->cpu_us < run->allowance->cpu_us ? batch->cpu_us : run->allowance->cpu_us;
    int64_t wall_limit = batch->wall_us < run->allowance->wall_us ? batch->wall_us : run->allowance->wall_us;
    int64_t delay = 25000;
    if ((cpu_limit - cpu) / processors < delay) delay = (cpu_limit - cpu) / processors;
    if ((batch->memory - memory) / 4096 < delay) delay = (batch->memory - memory) / 4096;
    if (delay < 1000) delay = 1000;
    if (wall_limit > wall && wall_limit - wall < delay) delay = wall_limit - wall + 1;
    return delay < 100 ? 100 : delay;
}

/* Looks at the clocks and at memory, ends the run if a limit is passed, and says when to look again. */
void run_sample(struct run *run, int64_t now)
{
    const struct batch *batch = run->batch;
    int64_t cpu, memory, wall = now - run->started_us;
    tree_sample(batch->memory, &cpu, &memory);
    cpu -= run->base_cpu_us;
    if (run->own_waited_us < 0) run->own_waited_us = process_waited_us(getpid());
    if (run->reaped_cpu_us > cpu) cpu = run->reaped_cpu_us;
    if (memory > run->outcome->peak) run->outcome->peak = memory;
    if (memory > batch->memory) run_stop(run, 'M');
    else if (cpu > batch->cpu_us) run_stop(run, 'C');
    else if (oversleeps(run, wall)) run_stop(run, 'W');
    else if (cpu > run->allowance->cpu_us || wall > run->allowance->wall_us) run_stop(run, 'B');

    run->next_sample_us = now + time_to_sample(run, cpu, memory, wall);
}

void run_wait(int64_t until_us, const int *fds, const short *events, short *revents, int count)
{
    struct pollfd ends[MOST_ENDS];
    for (int i = 0; i < count; i++) ends[i] = (struct pollfd){fds[i], events[i], 0};
    int64_t left = until_us - now_us();
    if (left < 0) left = 0;
    struct timespec timeout = {left / 1000000, left % 1000000 * 1000};
    int ready = ppoll(ends, (nfds_t)count, &timeout, &while_waiting);
    for (int i = 0; i < count; i++) revents[i] = ready > 0 ? ends[i].revents : 0;
}

void run_begin(struct run *run)
{
    run->own_waited_us = -1; /* told at the first sample: most runs end before */
    run->started_us = now_us();
    run->next_sample_us = run->started_us + FIRST_LOOK_US;
}

static void watch(struct run *run)
{
    static const short events[3] = {POLLIN, POLLIN, POLLOUT};
    /* Waking up for each line costs a short program more than all its work: at first its pipes may fill. */
    const int64_t quiet_until = run->started_us + FIRST_LOOK_US;
    run->next_sample_us = run->started_us + time_to_sample(run, 0, 0, 0); /* it starts from nothing */
    for (;;) {
        run_reap(run, WNOHANG);
        if (run->child_ended) return;
        int64_t now = now_us();
        if (now >= run->next_sample_us) run_sample(run, now);
        bool listening = now >= quiet_until;
        short ready[3];
        run_wait(listening || run->next_sample_us < quiet_until ? run->next_sample_us : quiet_until,
                 (int[]){listening ? run->output : -1, listening ? run->errors : -1, run->input}, events, ready, 3);
        if (ready[0] != 0) run_drain(run, &run->output, true);
        if (ready[1] != 0) run_drain(run, &run->errors, false);
        if (ready[2] != 0) feed_input(run);
    }
}

void run_conclude(struct run *run)
{
    struct outcome *outcome = run->outcome;
    if (WIFSIGNALED(run->wait_status)) outcome->signal = WTERMSIG(run->wait_status);
    else outcome->exit_code = WEXITSTATUS(run->wait_status);
    if (outcome->cause == '-' && outcome->signal == SIGXCPU && outcome->cpu_us > run->batch->cpu_us) outcome->cause = 'C';
    if (outcome->cause == '-' && outcome->signal == SIGKILL) outcome->oom_killed = tree_oom_happened();
    if (outcome->hashed) digests_end(outcome->hash);
}

void run_test_case(const struct batch *batch, int64_t input_length, char **command, const struct allowance *allowance,
                   bool own_namespace, struct outcome *outcome)
{
    struct run run = {.batch = batch, .allowance = allowance, .outcome = outcome, .input_left = input_length};
    memset(outcome, 0, sizeof *outcome);
    outcome->cause = '-';
    if (start(&run, command, own_namespace)) {
        tree_begin(run.child, false);
        watch(&run);
        outcome->wall_us = now_us() - run.started_us;
        /* Whatever it left behind ends here; what that used counts. */
        while (tree_kill(run.child), run_reap(&run, WNOHANG)) ppoll(NULL, 0, &(struct timespec){0, 1000000}, &while_waiting);
        for (int64_t before = -1; before != outcome->output_length && run.output >= 0;) {
            before = outcome->output_length;
            run_drain(&run, &run.output, true);
        }
        run_drain(&run, &run.errors, false);
        if ((outcome->error = run_exec_error()) != 0) outcome->cause = 'X';
        int64_t sampled = tree_cpu_us();
        outcome->cpu_us = sampled > run.reaped_cpu_us ? sampled : run.reaped_cpu_us;
        run_conclude(&run);
    } else {
        outcome->cause = 'J';
    }
    run_close(&run.input);
    run_close(&run.output);
    run_close(&run.errors);
    input_skip(run.input_left);
}
