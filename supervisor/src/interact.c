/*
 * One test case of an interactive problem: the program talks with the problem's interactor (interactor.c), and we pass on
 * what either says. Both pipes go through us: so we know who ended first, neither dies of writing to one who has ended, and
 * whoever reads gets the end of the other's words only once we have noted the other's end.
 *
 * In a multi-pass problem a validator that accepts may leave nextpass.in in its folder: the program then runs again, with
 * that as its input, in a file system as at the start. One that only listens hears the program's output on its stdin, and the
 * program reads its input as in any other problem.
 */
#include "interact.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, SAID = 1024, MESSAGE = 4096, SCORE = 64, RECORD = 9, LINE = 512 };
/* Who closes its end while it lives on is heard after this long: until then it may be about to end. */
static const int64_t CLOSING_US = 20000, LOOK_US = 5000;
/* Who neither reads nor works for this long lets the other wait. */
static const int64_t STUCK_US = 100000;

static int64_t overhead_us;

/* One direction of the conversation. */
struct way {
    int from, to;
    unsigned char *buffer;
    size_t at, length;
    int64_t closed_us; /* when its writer closed it */
};

/* Of the present test case. */
static struct {
    struct way to_program, to_interactor;
    int said_end, folder, input, answer;
    int passes; /* begun */
    bool asks_again; /* left an input for another pass */
    unsigned char said[SAID], message[MESSAGE];
    char score[SCORE];
    size_t said_length, message_length, score_length;
    char first, cause; /* 'P' or 'I' ended first, '-' nobody did; as outcome.cause, 'K' ended since the program had failed */
    bool accepted, stuck;
    int64_t program_ended_us, passed_on, cpu_us, peak;
    struct { int64_t since_us, busy_us, passed_on; size_t unheard; } still; /* since when the interactor is; 0: it is not */
    int status;
    size_t transcript_length, last_record;
    char speaker; /* of the last record */
} talk;
static unsigned char *transcript;

bool interact_prepare(const struct batch *batch, char **command, const char **fault)
{
    if (!interactor_prepare(command, fault)) return false;
    *fault = "no memory for a conversation";
    return (talk.to_program.buffer = private_memory(BUFFER)) != NULL &&
           (talk.to_interactor.buffer = private_memory(BUFFER)) != NULL &&
           (transcript = private_memory((size_t)batch->transcript)) != NULL;
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

/* Records are a letter, eight digits and so many bytes; what one side says without a word of the other's is one. */
static void record(const struct batch *batch, char speaker, const unsigned char *data, size_t length)
{
    talk.passed_on += (int64_t)length;
    if (batch->listens && speaker == 'I') return; /* nobody hears it */
    size_t room = (size_t)batch->transcript - talk.transcript_length;
    bool fresh = speaker != talk.speaker;
    if (room <= (fresh ? RECORD : 0)) return;
    if (fresh) {
        talk.last_record = talk.transcript_length;
        talk.transcript_length += RECORD;
        room -= RECORD;
        talk.speaker = speaker;
    }
    size_t part = length < room ? length : room;
    if (part > 0) memcpy(transcript + talk.transcript_length, data, part);
    talk.transcript_length += part;
    char header[RECORD + 1];
    snprintf(header, sizeof header, "%c%08zu", speaker, talk.transcript_length - talk.last_record - RECORD);
    memcpy(transcript + talk.last_record, header, RECORD);
}

/* Passes on what there is, at most a few buffers so that the clocks are looked at in between. */
static void pass_on(struct run *run, struct way *way, int64_t now, bool writer_ended)
{
    bool from_program = way == &talk.to_interactor;
    bool more = true;
    for (int i = 0; i < 16 && more; i++) {
        more = false;
        if (way->length == 0 && way->from >= 0) {
            ssize_t got = read(way->from, way->buffer, BUFFER);
            if (got == 0) {
                run_close(&way->from);
                way->closed_us = now;
            }
            if (got > 0) {
                way->at = 0;
                way->length = (size_t)got;
                more = got == BUFFER;
                record(run->batch, from_program ? 'P' : 'I', way->buffer, way->length);
                if (from_program) run_keep_output(run, way->buffer, way->length);
            }
        }
        if (from_program && run->outcome->output_length > run->batch->output) run_stop(run, 'O');
        if (way->length > 0 && way->to >= 0) {
            ssize_t put = write(way->to, way->buffer + way->at, way->length);
            if (put > 0) {
                way->at += (size_t)put;
                way->length -= (size_t)put;
            } else if (errno != EAGAIN && errno != EINTR) {
                run_close(&way->to); /* nobody listens any more */
            }
        }
        if (way->to < 0) way->length = 0;
        if (way->length > 0) return;
    }
    bool closed = way->from < 0 && (writer_ended || now - way->closed_us >= CLOSING_US);
    if (closed && way->length == 0) run_close(&way->to);
}

static void hear_interactor(void)
{
    unsigned char rest[4096];
    for (int i = 0; i < 16 && talk.said_end >= 0; i++) {
        ssize_t got = read(talk.said_end, rest, sizeof rest);
        if (got < 0) return;
        if (got == 0) {
            run_close(&talk.said_end);
            return;
        }
        size_t room = SAID - talk.said_length, part = (size_t)got < room ? (size_t)got : room;
        memcpy(talk.said + talk.said_length, rest, part);
        talk.said_length += part;
    }
}

static void interactor_ended(struct run *run)
{
    if (talk.first == '-') talk.first = 'I';
    /* Whoever ended the program has ended everybody. */
    bool killed = WIFSIGNALED(run->beside_status) && WTERMSIG(run->beside_status) == SIGKILL;
    if (talk.cause == '-' && killed && run->outcome->cause != '-') talk.cause = 'K';
    talk.accepted = talk.cause == '-' && WIFEXITED(run->beside_status) && WEXITSTATUS(run->beside_status) == run->batch->accepted_code;
    if (talk.cause == '-' && run->beside_peak > run->batch->interactor_memory) talk.cause = 'M';
    if (talk.cause == '-' && WIFSIGNALED(run->beside_status) && WTERMSIG(run->beside_status) == SIGXCPU) talk.cause = 'C';
    /* It has heard enough; one that it accepts, or only listened to, may come to its own end. */
    if (run->batch->listens) return;
    if ((!talk.accepted || talk.cause != '-') && !run->child_ended) run_stop(run, 'I');
}

static void program_ended(struct run *run, int64_t now)
{
    if (talk.first == '-') talk.first = 'P';
    talk.program_ended_us = now;
    run->outcome->wall_us = now - run->started_us;
    bool well = WIFEXITED(run->wait_status) && WEXITSTATUS(run->wait_status) == 0;
    if (well || run->beside_ended) return;
    /* What it said is right or wrong no more: it has failed. */
    if (talk.cause == '-') talk.cause = 'K';
    confine_kill(run->beside);
}

/* Ends an interactor that takes more than it may, and what the program left behind once it has ended. */
static void look_at_interactor(struct run *run, int64_t now)
{
    const struct batch *batch = run->batch;
    int64_t used = process_cpu_us(run->beside);
    if (talk.cause != '-') return; /* it is being ended */
    if (used > batch->interactor_cpu_us) talk.cause = 'C';
    else if (tree_resident_bytes(run->beside) > batch->interactor_memory) talk.cause = 'M';
    else if (run->child_ended && now - talk.program_ended_us > batch->interactor_wall_us) talk.cause = 'W';
    if (talk.cause != '-') {
        run_stop(run, 'I');
        confine_kill(run->beside);
    } else if (tree_cpu_us() + used > run->allowance->cpu_us || now - run->started_us > run->allowance->wall_us) {
        run_stop(run, 'B');
    }
    if (run->child_ended) tree_kill_others(run->beside);
}

static int unread(int end)
{
    int bytes = 0;
    return end >= 0 && ioctl(end, FIONREAD, &bytes) == 0 ? bytes : 0;
}

/* Notes since when the interactor lets the other wait: it has something to read, the program has not, no word goes from one
   to the other, and it neither works nor waits for a processor. */
static void look_whether_still(struct run *run, int64_t now)
{
    size_t unheard = talk.to_interactor.length + (size_t)unread(talk.to_interactor.to);
    size_t for_program = talk.to_program.length + (size_t)unread(talk.to_program.to);
    int64_t busy = run_beside_us(run);
    bool lets_wait = unheard > 0 && for_program == 0;
    bool as_before = unheard == talk.still.unheard && talk.passed_on == talk.still.passed_on &&
                     10 * (busy - talk.still.busy_us) <= now - talk.still.since_us;
    if (lets_wait && talk.still.since_us != 0 && as_before) return;
    talk.still.since_us = lets_wait ? now : 0;
    talk.still.busy_us = busy;
    talk.still.passed_on = talk.passed_on;
    talk.still.unheard = unheard;
}

static bool interactor_is_stuck(int64_t now)
{
    return talk.still.since_us != 0 && now - talk.still.since_us >= STUCK_US;
}

static void converse(struct run *run)
{
    bool heard_interactor = false, heard_program = false;
    for (int64_t next_look = now_us() + LOOK_US;;) {
        int64_t now = now_us();
        run_reap(run, WNOHANG);
        if (run->beside_ended && !heard_interactor) interactor_ended(run);
        heard_interactor = run->beside_ended;
        if (run->child_ended && !heard_program) program_ended(run, now);
        heard_program = run->child_ended;
        if (heard_program && heard_interactor) return;
        if (!heard_program && now >= run->next_sample_us) {
            bool went = run->outcome->cause == '-';
            run_sample(run, now);
            if (went && run->outcome->cause == 'W' && !heard_interactor && !run->batch->listens)
                talk.stuck = interactor_is_stuck(now);
        }
        if (!heard_interactor && now >= next_look) {
            look_at_interactor(run, now);
            look_whether_still(run, now);
            next_look = now + LOOK_US;
        }
        pass_on(run, &talk.to_interactor, now, heard_program);
        pass_on(run, &talk.to_program, now, heard_interactor);
        if (run->outcome->cause != '-' && !heard_interactor) {
            if (talk.cause == '-') talk.cause = 'K';
            confine_kill(run->beside);
        }
        short ready[6];
        const struct way *ways[2] = {&talk.to_interactor, &talk.to_program};
        int fds[6] = {-1, -1, -1, -1, run->errors, talk.said_end};
        for (int i = 0; i < 2; i++) {
            if (ways[i]->length == 0) fds[2 * i] = ways[i]->from;
            else fds[2 * i + 1] = ways[i]->to;
        }
        static const short events[6] = {POLLIN, POLLOUT, POLLIN, POLLOUT, POLLIN, POLLIN};
        int64_t until = heard_program ? next_look : run->next_sample_us;
        run_wait(!heard_interactor && next_look < until ? next_look : until, fds, events, ready, 6);
        if (ready[4] != 0) run_drain(run, &run->errors, false);
        if (ready[5] != 0) hear_interactor();
    }
}

static size_t read_feedback(const char *name, void *target, size_t size)
{
    int file = openat(talk.folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    ssize_t got = file < 0 ? 0 : read(file, target, size);
    if (file >= 0) close(file);
    return got < 0 ? 0 : (size_t)got;
}

static void forget(struct run *run)
{
    for (int i = 0; i < 2; i++) {
        struct way *way = i == 0 ? &talk.to_program : &talk.to_interactor;
        run_close(&way->from);
        run_close(&way->to);
    }
    run_close(&talk.said_end);
    run_close(&run->errors);
    tree_exclude(0);
}

static void begin_talk(void)
{
    unsigned char *buffers[2] = {talk.to_program.buffer, talk.to_interactor.buffer};
    memset(&talk, 0, sizeof talk);
    talk.to_program = (struct way){.from = -1, .to = -1, .buffer = buffers[0]};
    talk.to_interactor = (struct way){.from = -1, .to = -1, .buffer = buffers[1]};
    talk.said_end = talk.folder = talk.input = talk.answer = -1;
}

static void begin_pass(const struct batch *batch)
{
    talk.first = talk.cause = '-';
    talk.accepted = talk.stuck = false;
    talk.said_length = 0;
    talk.still.since_us = 0;
    if (talk.passes++ > 0) record(batch, 'N', NULL, 0);
    talk.speaker = 0;
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
    hear_interactor();
    talk.cpu_us += run->beside_cpu_us;
    if (run->beside_peak > talk.peak) talk.peak = run->beside_peak;
    talk.status = run->beside_status;
    talk.message_length = read_feedback("judgemessage.txt", talk.message, MESSAGE);
    talk.score_length = read_feedback("score.txt", talk.score, SCORE);
    forget(run);
}

static bool went_well(const struct batch *batch, const struct outcome *outcome)
{
    return outcome->cause == '-' && outcome->exit_code == 0 && outcome->signal == 0 && outcome->cpu_us <= batch->cpu_us &&
           outcome->peak <= batch->memory;
}

void interact_test_case(const struct batch *batch, int64_t case_length, char **command, const struct allowance *allowance,
                        bool own_namespace, struct outcome *outcome)
{
    (void)case_length; /* told by its own first line */
    struct allowance left = *allowance;
    int64_t slowest_us = 0, sum_us = 0, peak = 0, wall_us = 0;
    begin_talk();
    bool ready = interactor_take_case(&talk.input, &talk.answer) && (talk.folder = interactor_make_folder()) >= 0;
    for (bool again = true; again;) {
        struct run run = {.batch = batch, .allowance = &left, .outcome = outcome, .input = -1, .output = -1, .errors = -1};
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
            tidy_keep(interactor_folder);
            again = tidy_work(false);
            tidy_keep(NULL);
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
