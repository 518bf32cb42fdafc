/*
 * A driver that serves one test case after the other (or, where a language knows no fresh start, only one): the interpreter, the virtual machine and the
 * program's own start are paid for once. It has its requests on descriptor 3 and answers on 4:
 *
 *   driver  READY\n                                 once
 *   we      TOKEN LENGTH\n and that many bytes      a test case's input
 *   driver  TOKEN P PID\n                           FORK_*: the process that is the test case, before its first step
 *   driver  TOKEN LENGTH\n and that many bytes      ANSWER, FORK_ANSWER: its result
 *
 * Drivers fork by CLONE_PARENT, so that the child is ours: we reap it, and have its exact time and memory. A
 * driver that fails a test case, after it has served others, is started anew and asked once more: what an earlier test
 * case left in it must not spoil a later one.
 */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TOKEN_LENGTH = 16, REQUEST_FD = 3, ANSWER_FD = 4, ABOVE_OURS = 16 };
static const int64_t START_CPU_US = 3000000, START_WALL_US = 10000000;

static struct {
    pid_t pid; /* 0: not running */
    int request, answer, output, errors;
    int served;
    bool ready;
    int64_t cpu_before_us;  /* when the present test case began */
    int64_t attributed_us;  /* of its own time, to test cases so far */
} driver;

static int64_t overhead_us;

/* Of the test case that is being served. */
static struct {
    char token[TOKEN_LENGTH + 1], line[64];
    size_t line_length;
    int64_t payload_left; /* of an answer whose header has come */
    bool answered, violated;
    int64_t printed;
} talk;

static unsigned char *input, header[64];
static size_t input_size, header_size, sent;
static int64_t largest_input;

bool server_prepare(const struct batch *batch)
{
    for (int i = 0; i < batch->count; i++)
        if (batch->input_length[i] > largest_input) largest_input = batch->input_length[i];
    return (input = private_memory((size_t)largest_input)) != NULL;
}

static bool in_fork(const struct batch *batch)
{
    return batch->mode == FORK_ANSWER || batch->mode == FORK_STDIO;
}

static void close_driver(void)
{
    run_close(&driver.request);
    run_close(&driver.answer);
    run_close(&driver.output);
    run_close(&driver.errors);
    driver.pid = 0;
    driver.ready = false;
}

static _Noreturn void become_driver(const struct batch *batch, char **command, const int *ends, bool own_namespace)
{
    int high[5], error = 0;
    /* First out of the way of 0..4, then into place. */
    for (int i = 0; i < 5; i++)
        if ((high[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, ABOVE_OURS)) < 0) error = errno;
    for (int i = 0; i < 5 && error == 0; i++)
        if (dup2(high[i], i) < 0) error = errno;
    run_unblock_signals();
    if (error == 0) error = confine_child(batch, own_namespace);
    if (error == 0) {
        execv(command[0], command);
        error = errno;
    }
    run_fail_exec(error);
}

static bool start_driver(struct run *run, char **command, bool own_namespace)
{
    int ends[5][2]; /* stdin, stdout, stderr, requests, answers: [0] reads */
    bool good = true;
    for (int i = 0; i < 5; i++) good = pipe2(ends[i], O_CLOEXEC) == 0 && good;
    if (!good) return false;
    const int theirs[5] = {ends[0][0], ends[1][1], ends[2][1], ends[3][0], ends[4][1]};
    driver.output = ends[1][0];
    driver.errors = ends[2][0];
    driver.request = ends[3][1];
    driver.answer = ends[4][0];
    for (int i = 0; i < 4; i++)
        fcntl((int[]){driver.output, driver.errors, driver.request, driver.answer}[i], F_SETFL, O_NONBLOCK);
    close(ends[0][1]); /* its stdin is empty */
    driver.pid = fork();
    if (driver.pid == 0) become_driver(run->batch, command, theirs, own_namespace);
    for (int i = 0; i < 5; i++) close(theirs[i]);
    driver.served = 0;
    driver.ready = false;
    driver.attributed_us = driver.cpu_before_us = 0;
    if (driver.pid < 0) return false;
    tree_begin(driver.pid, in_fork(run->batch));
    return true;
}

static void violate(struct run *run)
{
    talk.violated = true;
    run_stop(run, '-');
}

/* A whole line from the driver. */
static void hear(struct run *run)
{
    char *line = talk.line;
    if (!driver.ready) {
        if (strcmp(line, "READY") == 0) driver.ready = true;
        else violate(run);
        return;
    }
    if (strncmp(line, talk.token, TOKEN_LENGTH) != 0 || line[TOKEN_LENGTH] != ' ' || talk.answered) {
        violate(run);
        return;
    }
    line += TOKEN_LENGTH + 1;
    char *after;
    if (in_fork(run->batch) && run->child == 0) {
        long pid = strncmp(line, "P ", 2) == 0 ? strtol(line + 2, &after, 10) : 0;
        if (pid <= 1 || *after != 0 || pid == driver.pid) violate(run);
        else run->child = (pid_t)pid;
        return;
    }
    int64_t length = *line >= '0' && *line <= '9' ? strtoll(line, &after, 10) : -1;
    if (length < 0 || *after != 0 || run->batch->mode == FORK_STDIO) {
        violate(run);
        return;
    }
    talk.payload_left = length;
    talk.answered = length == 0;
}

static void take_answer(struct run *run, const unsigned char *data, size_t length)
{
    size_t part = (uint64_t)talk.payload_left < length ? (size_t)talk.payload_left : length;
    run_keep_output(run, data, part);
    talk.payload_left -= (int64_t)part;
    talk.answered = talk.payload_left == 0;
    if (run->outcome->output_length > run->batch->output) run_stop(run, 'O');
    if (part < length) violate(run);
}

static void listen_to_driver(struct run *run)
{
    unsigned char data[4096];
    for (int i = 0; i < 64 && driver.answer >= 0 && !talk.violated; i++) {
        ssize_t got = read(driver.answer, data, sizeof data);
        if (got < 0) return;
        if (got == 0) {
            run_close(&driver.answer);
            return;
        }
        for (ssize_t at = 0; at < got && !talk.violated;) {
            if (talk.payload_left > 0) {
                take_answer(run, data + at, (size_t)(got - at));
                break;
            }
            char byte = (char)data[at++];
            if (byte != '\n') {
                if (talk.line_length + 1 == sizeof talk.line) violate(run);
                else talk.line[talk.line_length++] = byte;
                continue;
            }
            talk.line[talk.line_length] = 0;
            talk.line_length = 0;
            hear(run);
        }
        if ((size_t)got < sizeof data) return;
    }
}

/* What the program prints while it answers is not its answer: only its amount counts. */
static void hear_printing(struct run *run)
{
    static unsigned char scratch[16 * 1024];
    for (int i = 0; i < 16 && driver.output >= 0; i++) {
        ssize_t got = read(driver.output, scratch, sizeof scratch);
        if (got < 0) return;
        if (got == 0) {
            run_close(&driver.output);
            return;
        }
        if (run->batch->mode == FORK_STDIO) run_keep_output(run, scratch, (size_t)got);
        else talk.printed += got;
        if (talk.printed > run->batch->output || run->outcome->output_length > run->batch->output) {
            run_stop(run, 'O');
            return;
        }
    }
}

static void send_request(struct run *run)
{
    while (driver.request >= 0 && sent < header_size + input_size) {
        bool in_header = sent < header_size;
        const unsigned char *from = in_header ? header + sent : input + (sent - header_size);
        size_t left = in_header ? header_size - sent : header_size + input_size - sent;
        ssize_t put = write(driver.request, from, left);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0 && errno == EAGAIN) return;
        if (put < 0) {
            violate(run);
            return;
        }
        sent += (size_t)put;
    }
}

/* A process ended that was not known to be the test case: perhaps its announcement is still in the pipe; perhaps it
   was the driver. */
static void on_unknown(struct run *run, pid_t pid)
{
    if (pid == driver.pid) {
        run->outcome->strays--;
        driver.pid = -1;
        run->child_ended = true;
        run->wait_status = run->last_status;
        return;
    }
    if (!in_fork(run->batch) || run->child != 0) return;
    listen_to_driver(run);
    if (run->child != pid) return;
    run->outcome->strays--;
    run->child_ended = true;
    run->wait_status = run->last_status;
}

/* Waits until the driver is ready (nothing sent yet) or the test case has ended. */
static void serve(struct run *run, bool starting)
{
    static const short events[4] = {POLLIN, POLLIN, POLLIN, POLLOUT};
    for (;;) {
        listen_to_driver(run);
        run_reap(run, WNOHANG);
        if (run->child_ended) return;
        if (starting ? driver.ready : talk.answered && !in_fork(run->batch)) return;
        int64_t now = now_us();
        if (now >= run->next_sample_us) run_sample(run, now);
        if (!starting) send_request(run);
        bool writing = !starting && sent < header_size + input_size;
        short ready[4];
        run_wait(run->next_sample_us, (int[]){driver.answer, driver.output, driver.errors, writing ? driver.request : -1}, events, ready, 4);
        if (ready[1] != 0) hear_printing(run);
        if (ready[2] != 0) run_drain(run, &driver.errors, false);
    }
}

static void read_input(int64_t length)
{
    input_size = 0;
    while (input_size < (uint64_t)length) {
        ssize_t got = input_read(input + input_size, (size_t)length - input_size);
        if (got <= 0) return;
        input_size += (size_t)got;
    }
}

static void begin_talk(void)
{
    unsigned char random[TOKEN_LENGTH / 2];
    memset(&talk, 0, sizeof talk);
    if (getrandom(random, sizeof random, 0) != sizeof random) memset(random, (int)now_us(), sizeof random);
    for (int i = 0; i < TOKEN_LENGTH / 2; i++) sprintf(talk.token + 2 * i, "%02x", random[i]);
    header_size = (size_t)sprintf((char *)header, "%s %zu\n", talk.token, input_size);
    sent = 0;
}

static int64_t discard(int end)
{
    static unsigned char nowhere[16 * 1024];
    int64_t sum = 0;
    for (ssize_t got; end >= 0 && (got = read(end, nowhere, sizeof nowhere)) > 0;) sum += got;
    return sum;
}

/* Ends everything that the test case left, the driver too unless it is to be kept, and takes the last words. Returns
   whether a kept driver is alone; one that keeps dead children about is not worth waiting for. */
static bool settle(struct run *run, bool keep_driver)
{
    const int none = -1;
    const short events = 0;
    short ready;
    bool alone = false;
    for (int round = 0; !alone && (!keep_driver || round < 100); round++) {
        if (keep_driver) tree_kill_others(driver.pid);
        else tree_kill(driver.pid > 0 ? driver.pid : run->child);
        if (!run_reap(run, WNOHANG)) break;
        alone = keep_driver && tree_alone(driver.pid);
        if (!alone) run_wait(now_us() + 1000, &none, &events, &ready, 1);
    }
    listen_to_driver(run);
    for (int64_t before = -1; before != run->outcome->output_length + talk.printed;) {
        before = run->outcome->output_length + talk.printed;
        hear_printing(run);
    }
    if (driver.errors >= 0) run_drain(run, &driver.errors, false);
    /* Nobody is left to write: what the limits kept us from reading must not become the next test case's. */
    discard(driver.output);
    discard(driver.errors);
    if (discard(driver.answer) > 0) talk.violated = true;
    return alone;
}

/* Starts a driver and waits until it is ready; what starting costs is nobody's test case. */
static bool make_ready(struct run *run, char **command, bool own_namespace)
{
    struct batch generous = *run->batch;
    const struct batch *given = run->batch;
    generous.cpu_us = given->cpu_us + START_CPU_US;
    generous.wall_us = START_WALL_US;
    begin_talk();
    run_begin(run);
    if (!start_driver(run, command, own_namespace)) {
        run->outcome->cause = 'J';
        run->outcome->error = errno;
        return false;
    }
    run->batch = &generous;
    serve(run, true);
    run->batch = given;
    int error = run_exec_error();
    if (error != 0) {
        run->outcome->cause = 'X';
        run->outcome->error = error;
    }
    int code = run->child_ended && WIFEXITED(run->wait_status) ? WEXITSTATUS(run->wait_status) : 0;
    if (code == DRIVER_UNFIT || code == DRIVER_UNREADABLE) {
        run->outcome->cause = 'J';
        run->outcome->error = code;
    }
    return driver.ready && !run->child_ended && run->outcome->cause == '-' && !talk.violated;
}

/* Ends a driver that has no test case on its hands. */
static void retire(void)
{
    struct outcome nobodys = {.cause = '-'};
    struct run run = {.outcome = &nobodys, .child = driver.pid};
    settle(&run, false);
    overhead_us += run.reaped_cpu_us - driver.attributed_us;
}

int64_t server_overhead_us(void)
{
    return overhead_us;
}

static void try_test_case(const struct batch *batch, char **command, const struct allowance *allowance,
                          bool own_namespace, struct outcome *outcome)
{
    struct run run = {.batch = batch, .allowance = allowance, .outcome = outcome, .on_unknown = on_unknown,
                      .input = -1, .output = -1, .errors = -1};
    memset(outcome, 0, sizeof *outcome);
    outcome->cause = '-';
    bool ready = driver.ready || make_ready(&run, command, own_namespace);
    if (ready) {
        int64_t memory;
        memset(outcome, 0, sizeof *outcome);
        outcome->cause = '-';
        run.reaped_cpu_us = 0;
        begin_talk();
        tree_sample(INT64_MAX, &run.base_cpu_us, &memory);
        driver.cpu_before_us = process_cpu_us(driver.pid);
        run.child = in_fork(batch) ? 0 : driver.pid;
        if (run.child > 0) run.base_waited_us = process_waited_us(run.child);
        run.spared = in_fork(batch) ? driver.pid : 0;
        run_begin(&run);
        serve(&run, false);
        if (!in_fork(batch) && !run.child_ended) run_sample(&run, now_us()); /* memory as the test case leaves it */
    }
    outcome->wall_us = now_us() - run.started_us;
    bool keep = ready && driver.pid > 0 && !talk.violated &&
                (in_fork(batch) ? run.child != 0 : talk.answered && outcome->cause == '-');
    int64_t driver_us = driver.pid > 0 && ready ? process_cpu_us(driver.pid) - driver.cpu_before_us : 0;
    keep = settle(&run, keep) && !talk.violated && (in_fork(batch) || outcome->cause == '-');
    outcome->cpu_us = run.reaped_cpu_us;
    if (!in_fork(batch) && ready && run.child_ended) {
        /* The driver is among the reaped, with all that it ever used. */
        outcome->cpu_us -= driver.cpu_before_us;
        overhead_us += driver.cpu_before_us - driver.attributed_us;
        driver.pid = 0;
    } else if (!in_fork(batch)) {
        outcome->cpu_us += driver_us;
        driver.attributed_us += driver_us;
    }
    run_conclude(&run);
    if (keep && !in_fork(batch)) outcome->exit_code = outcome->signal = 0;
    if (talk.violated && outcome->cause == '-' && outcome->exit_code == 0) outcome->signal = SIGKILL;
    driver.served++;
    if (batch->mode == ANSWER_ONCE) keep = false;
    if (!keep && driver.pid > 0) retire();
    if (!keep) close_driver();
}

void server_test_case(const struct batch *batch, int64_t input_length, char **command,
                      const struct allowance *allowance, bool own_namespace, struct outcome *outcome)
{
    read_input(input_length);
    bool used = driver.ready && driver.served > 0;
    try_test_case(batch, command, allowance, own_namespace, outcome);
    bool failed = outcome->cause != '-' || outcome->exit_code != 0 || outcome->signal != 0;
    if (!failed || !used || in_fork(batch) || outcome->cause == 'B') return;
    struct allowance left = *allowance;
    left.cpu_us -= outcome->cpu_us;
    left.wall_us -= outcome->wall_us;
    overhead_us += outcome->cpu_us;
    try_test_case(batch, command, &left, own_namespace, outcome);
}

void server_stop(void)
{
    if (driver.pid > 0) retire();
    close_driver();
}
