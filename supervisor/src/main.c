/*
 * Usage: assize-supervisor [--interact COUNT INTERACTOR [ARGUMENT...]] COMMAND [ARGUMENT...] < batch
 *        assize-supervisor --compile ... (compile.c)
 *
 * Runs COMMAND once for each test case of the batch on stdin, in work/ below the directory it was started in, and
 * writes a frame for each to stdout. An argument {k} becomes the test case's number, from 1. Exits with 0 when it has
 * written its END line, 2 when the batch is faulty, 3 when the sandbox lacks what it needs.
 */
#include "supervisor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

/* A frame's header, and what an honest program leaves on stderr. */
enum { HEADER_ROOM = 512, STDERR_ROOM = 256, SMALLEST_BODY = 4096, SMALLEST_FRAME = HEADER_ROOM + SMALLEST_BODY };

static int64_t output_left;

/* In one call where the kernel takes it: what is written is a file. */
static bool put(struct iovec *parts, int count)
{
    for (int i = 0; i < count; i++) output_left -= (int64_t)parts[i].iov_len;
    while (count > 0) {
        ssize_t put = writev(1, parts, count);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        for (; count > 0 && (size_t)put >= parts->iov_len; parts++, count--) put -= (ssize_t)parts->iov_len;
        if (count == 0) break;
        parts->iov_base = (char *)parts->iov_base + put;
        parts->iov_len -= (size_t)put;
    }
    return true;
}

static bool put_line(char *line)
{
    return put(&(struct iovec){line, strlen(line)}, 1);
}

/* A run that ended well has for its stderr what its output left of `share`, its part of all that may be written. */
static bool put_frame(const struct batch *batch, int number, struct outcome *outcome, int64_t share, bool restored)
{
    size_t errors = outcome->stderr_head + outcome->stderr_tail;
    bool ended_well = outcome->cause == '-' && outcome->exit_code == 0 && outcome->signal == 0;
    size_t cap = sizeof stderr_bytes;
    int64_t unused = STDERR_ROOM + share - (int64_t)outcome->body_length;
    if (ended_well && unused < (int64_t)cap) cap = unused < STDERR_ROOM ? STDERR_ROOM : (size_t)unused;
    /* Nobody compares the output of a run that failed: its beginning is for people. */
    if (!ended_well && outcome->body_length > SMALLEST_BODY) outcome->body_length = SMALLEST_BODY;
    int64_t room = output_left - (int64_t)outcome->body_length - 2 * HEADER_ROOM;
    if (room < (int64_t)cap) cap = room < 0 ? 0 : (size_t)room;
    size_t head = outcome->stderr_head, tail = outcome->stderr_tail;
    if (errors > cap) {
        head = head < cap * 2 / 3 ? head : cap * 2 / 3;
        tail = tail < cap - head ? tail : cap - head;
    }
    char header[HEADER_ROOM];
    int length = snprintf(header, sizeof header, "\n@%s %d %c %d %d %d %lld %lld %lld %lld %zu %lld %zu %zu %d %d %d %s %s %s\n",
                          batch->nonce, number, outcome->cause, outcome->exit_code, outcome->signal, outcome->error,
                          (long long)outcome->cpu_us, (long long)outcome->wall_us, (long long)(outcome->peak / 1024),
                          (long long)outcome->output_length, outcome->body_length, (long long)outcome->stderr_length,
                          head, tail, outcome->strays, outcome->oom_killed, restored,
                          outcome->hashed ? outcome->hash[0] : "-", outcome->hashed ? outcome->hash[1] : "-",
                          outcome->hashed ? outcome->hash[2] : "-");
    unsigned char *tail_start = stderr_bytes + STDERR_HEAD + (outcome->stderr_tail - tail);
    struct iovec parts[] = {{header, (size_t)length}, {body, outcome->body_length}, {stderr_bytes, head}, {tail_start, tail}};
    return put(parts, 4);
}

static int64_t own_cpu_us(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return rusage_us(&usage);
}

/* Replaces {k} arguments; the text buffer is shared by all of them. */
static char **number_arguments(char **template, int number)
{
    static char text[16];
    static char *command[1024];
    int i = 0;
    snprintf(text, sizeof text, "%d", number);
    for (; template[i] != NULL && i < 1023; i++) command[i] = strcmp(template[i], "{k}") == 0 ? text : template[i];
    command[i] = NULL;
    return command;
}

/* Leading NAME=VALUE arguments are the program's whole environment. Returns where its command begins. */
static char **take_environment(char **arguments)
{
    static char *environment[64];
    int count = 0;
    for (; *arguments != NULL && **arguments != '/' && strchr(*arguments, '=') != NULL && count < 63; arguments++)
        environment[count++] = *arguments;
    if (count > 0) environ = environment;
    return arguments;
}

static bool put_conversation(const struct batch *batch, int number)
{
    char line[HEADER_ROOM];
    struct iovec parts[5];
    return put(parts, interact_tell(batch, number, line, sizeof line, parts));
}

/* Takes `--interact COUNT` and the so many words of an interactor's command out of the arguments; NULL: there is none. */
static char **take_interactor(char ***arguments)
{
    static char *command[1024];
    char **from = *arguments;
    if (from[0] == NULL || strcmp(from[0], "--interact") != 0 || from[1] == NULL) return NULL;
    long count = strtol(from[1], NULL, 10);
    if (count < 1 || count > 1000) return NULL;
    from += 2;
    for (long i = 0; i < count && *from != NULL; i++) command[i] = *from++;
    *arguments = from;
    return command;
}

/* Whether a program that ended like this has failed its test case, whatever it printed. */
static bool failed(const struct batch *batch, const struct outcome *outcome)
{
    if (batch->mode == INTERACT && !interact_accepted()) return true;
    return outcome->cause != '-' || outcome->exit_code != 0 || outcome->signal != 0 ||
           outcome->cpu_us > batch->cpu_us || outcome->peak > batch->memory;
}

static int give_up(int code, const char *reason)
{
    dprintf(2, "assize-supervisor: %s\n", reason);
    return code;
}

int main(int argc, char **argv)
{
    static struct batch batch;
    static struct outcome outcome;
    const char *fault;
    char line[HEADER_ROOM];
    int64_t started = now_us(), used = 0;

    if (argc > 1 && strcmp(argv[1], "--compile") == 0) return compile_program(argv + 2);
    char **template = argv + (argc > 0), **interactor = take_interactor(&template);
    template = take_environment(template);
    if (*template == NULL) return give_up(2, "no command");
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return give_up(3, "cannot become undumpable");
    if (!input_parse(&batch, &fault)) return give_up(2, fault);
    bool own_namespace = tree_owns_namespace();
    /* Only emulators lack it. Where all may be killed, orphans still end; their CPU time is then told by sampling. */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0 && !own_namespace) return give_up(3, "cannot become a subreaper");
    if ((batch.mode == INTERACT) != (interactor != NULL)) return give_up(2, "an interactor is given, or wanted, in vain");
    if (interactor != NULL && !interact_prepare(&batch, interactor, &fault)) return give_up(3, fault);
    if (!tidy_prepare(own_namespace, &fault)) return give_up(3, fault);
    bool serves = batch.mode != PROCESS_EACH && batch.mode != INTERACT;
    int64_t beside_frame = (int64_t)interact_room(&batch);
    output_left = batch.total_output;
    int64_t largest_body = batch.output < batch.total_output ? batch.output : batch.total_output;
    if (largest_body < SMALLEST_BODY) largest_body = SMALLEST_BODY;
    if (!run_prepare((size_t)largest_body) || (serves && !server_prepare(&batch))) return give_up(3, "no memory for outputs");

    if (confine_prepare(&batch, own_namespace) != 0) return give_up(3, "cannot confine the program");

    snprintf(line, sizeof line, "\n@%s BEGIN %d %d %s\n", batch.nonce, own_namespace, confine_available(), MACHINE);
    if (!put_line(line)) return give_up(3, "cannot write to stdout");

    int reported = 0;
    bool in_use = serves && batch.mode != ANSWER_ONCE, tidy = tidy_work(in_use), written = true;
    while (tidy && written && reported < batch.count) {
        int64_t left = batch.count - reported;
        struct allowance allowance = {
            .cpu_us = batch.total_cpu_us - used - server_overhead_us() - interact_overhead_us() - own_cpu_us(),
            .wall_us = batch.total_wall_us - (now_us() - started),
        };
        /* The first runs whatever is left: a batch that reports nothing would be asked again for ever. */
        if (reported > 0 && (allowance.cpu_us < 20000 || allowance.wall_us < 50000)) break;
        if (output_left < SMALLEST_FRAME + beside_frame + 2 * HEADER_ROOM) break;
        int64_t share = (output_left - 2 * HEADER_ROOM) / left - HEADER_ROOM - STDERR_ROOM - beside_frame;
        if (share < SMALLEST_BODY) share = SMALLEST_BODY;
        allowance.body = (size_t)(share < largest_body ? share : largest_body);

        (batch.mode == INTERACT ? interact_test_case : serves ? server_test_case : run_test_case)(
            &batch, batch.input_length[reported], number_arguments(template, reported + 1), &allowance, own_namespace,
            &outcome);
        used += outcome.cpu_us;
        tidy = tidy_work(in_use);
        output_left -= beside_frame;
        written = put_frame(&batch, reported + 1, &outcome, share, tidy_restored());
        output_left += beside_frame;
        if (written && batch.mode == INTERACT) written = put_conversation(&batch, reported + 1);
        reported++;
        if (outcome.cause == 'B' || (outcome.cause == 'J' && (outcome.error == DRIVER_UNREADABLE || batch.mode == INTERACT)) ||
             (batch.stop_at_failure && failed(&batch, &outcome))) break;
    }
    if (serves) server_stop();
    snprintf(line, sizeof line, "\n@%s END %d %lld %lld %lld\n", batch.nonce, reported, (long long)used,
             (long long)(own_cpu_us() + server_overhead_us() + interact_overhead_us()), (long long)(now_us() - started));
    return written && put_line(line) ? 0 : give_up(3, "cannot write to stdout");
}
