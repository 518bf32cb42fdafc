/*
 * One test case of an interactive problem: the program talks with the problem's interactor (interactor.c, converse.c).
 *
 * In a multi-pass problem a validator that accepts may leave nextpass.in in its folder: the program then runs again, with
 * that as its input, in a file system as at the start. One that only listens hears the program's output on its stdin, and the
 * program reads its input as in any other problem.
 */
#include "interact.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE = 512 };

struct talk talk;
static int64_t overhead_us;

bool interact_prepare(const struct batch *batch, char **command, const char **fault)
{
    if (!interactor_prepare(command, fault)) return false;
    *fault = "no memory for a conversation";
    return words_prepare(batch);
}

static bool make_pipe(int *ours, int *theirs, bool we_read)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    *ours = ends[we_read ? 0 : 1];
    *theirs = ends[we_read ? 1 : 0];
    fcntl(*ours, F_SETFL, O_NONBLOCK);
    return true;
}

static bool start_interactor(struct run *run)
{
    int ends[GIVEN_ENDS] = {-1, -1, -1, talk.input, talk.answer, talk.folder};
    bool started = make_pipe(&talk.to_interactor.to, &ends[0], false) && make_pipe(&talk.to_program.from, &ends[1], true) &&
                   make_pipe(&talk.said_end, &ends[2], true) && interactor_start(run, ends);
    for (int i = 0; i < 3; i++) run_close(&ends[i]);
    return started;
}

static bool start_program(struct run *run, char **command, bool own_namespace)
{
    int in = -1, out = -1, err = -1;
    /* A copy: in the interactor's own the program could write. */
    bool good = run->batch->listens ? lseek(talk.input, 0, SEEK_SET) == 0 && (in = interact_copy(talk.input)) >= 0 &&
                                          lseek(in, 0, SEEK_SET) == 0
                                    : make_pipe(&talk.to_program.to, &in, false);
    good = good && make_pipe(&talk.to_interactor.from, &out, true) &&
                make_pipe(&run->errors, &err, true);
    run_begin(run);
    run->child = good ? fork() : -1;
    if (run->child < 0) run->outcome->error = errno;
    if (run->child == 0) run_become_program(run, command, in, out, err, own_namespace);
    run_close(&in);
    run_close(&out);
    run_close(&err);
    return run->child > 0;
}

static size_t read_feedback(const char *name, void *target, size_t size)
{
    int file = openat(talk.folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    ssize_t got = file < 0 ? 0 : read(file, target, size);
    if (file >= 0) close(file);
    return got < 0 ? 0 : (size_t)got;
}

static void begin_pass(const struct batch *batch)
{
    talk.first = talk.cause = '-';
    talk.accepted = talk.stuck = false;
    talk.still.since_us = 0;
    words_begin_pass(batch);
}

/* Takes the input that a validator left for another pass; -1: none. */
static int take_next_input(void)
{
    static const char name[] = "nextpass.in";
    int file = openat(talk.folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return -1;
    talk.asks_again = true;
    int copy = interact_copy(file);
    close(file);
    unlinkat(talk.folder, name, 0);
    return copy;
}

/* One run of the program beside one of the interactor. */
static void play(struct run *run, char **command, bool own_namespace)
{
    struct outcome *outcome = run->outcome;
    if (start_interactor(run) && start_program(run, command, own_namespace)) {
        tree_begin(run->child, false);
        converse(run);
    } else {
        outcome->cause = 'J';
    }
    if (run->beside > 0 && !run->beside_ended) confine_kill(run->beside);
    while (tree_kill(run->child), run_reap(run, WNOHANG)) usleep(1000);
    if (run->child > 0) {
        run_drain(run, &run->errors, false);
        int error = run_exec_error();
        if (error != 0) {
            outcome->error = error;
            outcome->cause = 'X';
        }
        int64_t sampled = tree_cpu_us();
        outcome->cpu_us = sampled > run->reaped_cpu_us ? sampled : run->reaped_cpu_us;
        if (outcome->cause != 'X') run_conclude(run);
    }
    words_hear_interactor();
    talk.cpu_us += run->beside_cpu_us;
    if (run->beside_peak > talk.peak) talk.peak = run->beside_peak;
    talk.status = run->beside_status;
    talk.message_length = read_feedback("judgemessage.txt", talk.message, MESSAGE);
    talk.score_length = read_feedback("score.txt", talk.score, SCORE);
    words_forget();
    run_close(&run->beside_schedstat);
    run_close(&run->beside_statm);
    run_close(&run->errors);
    tree_exclude(0);
}

static bool went_well(const struct batch *batch, const struct outcome *outcome)
{
    return outcome->cause == '-' && outcome->exit_code == 0 && outcome->signal == 0 && outcome->cpu_us <= batch->cpu_us &&
           outcome->peak <= batch->memory;
}

/* The file system as at the start, but for what the validator keeps. */
static bool put_back(void)
{
    int around = interactor_move_folder();
    tidy_keep(around);
    bool good = around >= 0 && tidy_work(false);
    tidy_keep(-1);
    return good;
}

void interact_test_case(const struct batch *batch, int64_t case_length, char **command, const struct allowance *allowance,
                        bool own_namespace, struct outcome *outcome)
{
    (void)case_length; /* told by its own first line */
    struct allowance left = *allowance;
    int64_t slowest_us = 0, sum_us = 0, peak = 0, wall_us = 0;
    words_begin();
    bool ready = interactor_take_case(&talk.input, &talk.answer) && (talk.folder = interactor_make_folder()) >= 0;
    for (bool again = true; again;) {
        struct run run = {.batch = batch, .allowance = &left, .outcome = outcome, .input = -1, .output = -1, .errors = -1,
                          .beside_schedstat = -1, .beside_statm = -1};
        memset(outcome, 0, sizeof *outcome);
        outcome->cause = ready ? '-' : 'J';
        begin_pass(batch);
        if (ready) play(&run, command, own_namespace);
        sum_us += outcome->cpu_us;
        left.cpu_us -= outcome->cpu_us + run.beside_cpu_us;
        left.wall_us -= now_us() - run.started_us;
        if (outcome->cpu_us > slowest_us) slowest_us = outcome->cpu_us;
        if (outcome->peak > peak) peak = outcome->peak;
        wall_us += outcome->wall_us;
        int next = talk.folder < 0 ? -1 : take_next_input();
        again = next >= 0 && talk.accepted && talk.passes < batch->passes && went_well(batch, outcome);
        if (again) {
            run_close(&talk.input);
            talk.input = next;
            talk.asks_again = false;
            again = put_back();
            /* Nothing is known of a program whose other passes could not be had. */
            if (!again) outcome->cause = 'J';
        } else {
            run_close(&next);
        }
    }
    run_close(&talk.input);
    run_close(&talk.answer);
    run_close(&talk.folder);
    /* A test case is as slow as its slowest pass; what the others took is counted all the same. */
    overhead_us += talk.cpu_us + sum_us - slowest_us;
    outcome->cpu_us = slowest_us;
    outcome->peak = peak;
    outcome->wall_us = wall_us;
}

bool interact_accepted(void)
{
    return talk.accepted;
}

int64_t interact_overhead_us(void)
{
    return overhead_us;
}

size_t interact_room(const struct batch *batch)
{
    return batch->mode == INTERACT ? LINE + MESSAGE + SCORE + SAID + (size_t)batch->transcript : 0;
}

int interact_tell(const struct batch *batch, int number, char *line, size_t size, struct iovec *parts)
{
    bool signalled = WIFSIGNALED(talk.status);
    int length = snprintf(line, size, "\n@%s I %d %c %c %d %d %lld %lld %d %d %d %zu %zu %zu %lld %zu\n", batch->nonce, number,
                          talk.first, talk.cause, signalled ? 0 : WEXITSTATUS(talk.status),
                          signalled ? WTERMSIG(talk.status) : 0, (long long)talk.cpu_us, (long long)(talk.peak / 1024),
                          talk.stuck, talk.passes, talk.asks_again, talk.message_length, talk.score_length, talk.said_length,
                          (long long)talk.passed_on, talk.transcript_length);
    parts[0] = (struct iovec){line, (size_t)length};
    parts[1] = (struct iovec){talk.message, talk.message_length};
    parts[2] = (struct iovec){talk.score, talk.score_length};
    parts[3] = (struct iovec){talk.said, talk.said_length};
    parts[4] = (struct iovec){transcript, talk.transcript_length};
    return 5;
}
