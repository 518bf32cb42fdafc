/*
 * A compilation: one command, once, whose limits hold for all that it starts.
 *
 * Usage: assize-supervisor --compile CPU_MS WALL_MS MEMORY_KIB OUTPUT_BYTES ROOM_KIB COMMAND [ARGUMENT...]
 *
 * What the command prints is passed on to stdout up to OUTPUT_BYTES; the rest is read and forgotten. Where it does not
 * end with 0 the last line is ours, and no source can forge it:
 *
 *   assize: stopped: REASON     it passed a limit, and has been ended with everything that it started
 *   assize: room                it failed though ROOM_KIB could be written here
 *   assize: no room: REASON     it failed where not even that could be
 *
 * No code of a participant runs here, so nothing of confine.c is wanted.
 */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CPU_MS, WALL_MS, MEMORY_KIB, OUTPUT_BYTES, ROOM_KIB, NUMBERS, CHUNK = 64 * 1024, FAILED = 1, USAGE = 2, NOT_STARTED = 126 };

static unsigned char *chunk;

static _Noreturn void become_compiler(const struct batch *batch, char **command, int out)
{
    struct rlimit none = {0, 0}, cpu;
    getrlimit(RLIMIT_CPU, &cpu);
    if (cpu.rlim_max > (rlim_t)(batch->cpu_us / 1000000 + 2)) cpu.rlim_cur = (rlim_t)(batch->cpu_us / 1000000 + 2);
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_CPU, &cpu);
    setpgid(0, 0);
    run_unblock_signals();
    if (dup2(out, 1) < 0 || dup2(out, 2) < 0) run_fail_exec(errno);
    execv(command[0], command);
    run_fail_exec(errno);
}

/* Takes what the pipe holds, at most a few chunks so that the clocks are looked at in between. */
static void listen_to_compiler(struct run *run)
{
    for (int i = 0; i < 16 && run->output >= 0; i++) {
        ssize_t got = read(run->output, chunk, CHUNK);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return;
        if (got == 0) {
            run_close(&run->output);
            return;
        }
        struct outcome *outcome = run->outcome;
        size_t room = run->allowance->body - outcome->body_length, part = (size_t)got < room ? (size_t)got : room;
        memcpy(body + outcome->body_length, chunk, part);
        outcome->body_length += part;
    }
}

static void say(const unsigned char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        ssize_t put = write(1, text + at, length - at);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return;
        at += (size_t)put;
    }
}

/* Whether a file of this size can be written where the program's is. */
static bool has_room(int64_t bytes)
{
    static const char path[] = "prog/assize-room";
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return false;
    memset(chunk, 0, CHUNK);
    bool good = true;
    while (good && bytes > 0) {
        ssize_t put = write(file, chunk, bytes < CHUNK ? (size_t)bytes : CHUNK);
        if (put < 0 && errno == EINTR) continue;
        good = put > 0;
        bytes -= put;
    }
    close(file);
    unlink(path);
    return good;
}

/* Why it was stopped, as the end of a sentence, or NULL when it was not. */
static const char *name_limit(const struct run *run, const int64_t *numbers)
{
    static char text[96];
    switch (run->outcome->cause) {
    case 'C':
        snprintf(text, sizeof text, "it took more than %g s of CPU time", (double)numbers[CPU_MS] / 1000);
        return text;
    case 'W':
        snprintf(text, sizeof text, "it took more than %g s", (double)numbers[WALL_MS] / 1000);
        return text;
    case 'M':
        snprintf(text, sizeof text, "it took more than %lld MiB of memory", (long long)numbers[MEMORY_KIB] / 1024);
        return text;
    default:
        return NULL;
    }
}

static void watch_compiler(struct run *run)
{
    const short events = POLLIN;
    short ready;
    for (;;) {
        run_reap(run, WNOHANG);
        if (run->child_ended) return;
        int64_t now = now_us();
        if (now >= run->next_sample_us) run_sample(run, now);
        run_wait(run->next_sample_us, &run->output, &events, &ready, 1);
        if (ready != 0) listen_to_compiler(run);
    }
}

static bool start_compiler(struct run *run, char **command)
{
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0) return false;
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    run->output = out[0];
    run_begin(run);
    run->child = fork();
    if (run->child == 0) become_compiler(run->batch, command, out[1]);
    close(out[1]);
    return run->child > 0;
}

static int report(const struct run *run, const int64_t *numbers)
{
    const struct outcome *outcome = run->outcome;
    char line[160];
    const char *limit = name_limit(run, numbers);
    say(body, outcome->body_length);
    if (limit == NULL && outcome->exit_code == 0 && outcome->signal == 0) return 0;
    if (limit != NULL) snprintf(line, sizeof line, "\nassize: stopped: %s\n", limit);
    else if (has_room(numbers[ROOM_KIB] * 1024)) snprintf(line, sizeof line, "\nassize: room\n");
    else snprintf(line, sizeof line, "\nassize: no room: for the %lld KiB of a program\n", (long long)numbers[ROOM_KIB]);
    say((unsigned char *)line, strlen(line));
    return outcome->exit_code > 0 ? outcome->exit_code : FAILED;
}

int compile_program(char **arguments)
{
    int64_t numbers[NUMBERS];
    for (int i = 0; i < NUMBERS; i++, arguments++) {
        char *after;
        if (*arguments == NULL) return USAGE;
        numbers[i] = strtoll(*arguments, &after, 10);
        if (*after != 0 || after == *arguments || numbers[i] < 0) return USAGE;
    }
    if (*arguments == NULL) return USAGE;
    const struct batch batch = {
        .cpu_us = numbers[CPU_MS] * 1000, .wall_us = numbers[WALL_MS] * 1000, .memory = numbers[MEMORY_KIB] * 1024,
    };
    const struct allowance allowance = {.body = (size_t)numbers[OUTPUT_BYTES], .cpu_us = INT64_MAX, .wall_us = INT64_MAX};
    struct outcome outcome = {.cause = '-'};
    struct run run = {.batch = &batch, .allowance = &allowance, .outcome = &outcome, .input = -1, .output = -1, .errors = -1};

    tree_owns_namespace();
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    if (!run_prepare((size_t)numbers[OUTPUT_BYTES]) || (chunk = private_memory(CHUNK)) == NULL) return NOT_STARTED;
    if (!start_compiler(&run, arguments)) return NOT_STARTED;
    tree_begin(run.child, false);
    watch_compiler(&run);
    while (tree_kill(run.child), run_reap(&run, WNOHANG)) usleep(1000);
    listen_to_compiler(&run);
    if (run_exec_error() != 0) return NOT_STARTED;
    run_conclude(&run);
    bool failed = outcome.exit_code != 0 || outcome.signal != 0;
    /* A compiler's driver survives the kernel's killing of the compiler, and says so with a code. */
    if (failed && outcome.cause == '-' && (outcome.oom_killed || tree_oom_happened())) outcome.cause = 'M';
    return report(&run, numbers);
}
