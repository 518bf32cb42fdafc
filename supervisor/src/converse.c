/* A conversation between a program and an interactor: who ended first and how, and what ends it. */
#include "interact.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

static const int64_t LOOK_US = 5000;
/* Who neither reads nor works for this long lets the other wait. */
static const int64_t STUCK_US = 100000;
/* An interactor that does not work for this long after the program's end, when nothing will ever come, will not end. */
static const int64_t HUNG_US = 5000000;

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
    talk.busy_at_end_us = run_beside_us(run);
    run->outcome->wall_us = now - run->started_us;
    bool well = WIFEXITED(run->wait_status) && WEXITSTATUS(run->wait_status) == 0;
    if (well || run->beside_ended) return;
    /* What it said is right or wrong no more: it has failed. */
    if (talk.cause == '-') talk.cause = 'K';
    confine_kill(run->beside);
}

/* Whether who was busy for so long of a time neither worked nor waited for a processor in it, but for a little. */
static bool rested(int64_t busy_us, int64_t time_us)
{
    return 10 * busy_us <= time_us;
}

/* Whether the program has ended, and it does not come to its own end. */
static bool stays(struct run *run, int64_t now)
{
    if (!run->child_ended) return false;
    int64_t stayed = now - talk.program_ended_us;
    return stayed > run->batch->interactor_wall_us ||
           (stayed > HUNG_US && rested(run_beside_us(run) - talk.busy_at_end_us, stayed));
}

/* Ends an interactor that takes more than it may, and what the program left behind once it has ended. */
static void look_at_interactor(struct run *run, int64_t now)
{
    const struct batch *batch = run->batch;
    int64_t used = process_cpu_us(run->beside);
    if (talk.cause != '-') return; /* it is being ended */
    if (used > batch->interactor_cpu_us) talk.cause = 'C';
    else if (resident_bytes_in(run->beside_statm) > batch->interactor_memory) talk.cause = 'M';
    else if (stays(run, now)) talk.cause = 'W';
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
                     rested(busy - talk.still.busy_us, now - talk.still.since_us);
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

void converse(struct run *run)
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
        words_pass_on(run, &talk.to_interactor, now, heard_program);
        words_pass_on(run, &talk.to_program, now, heard_interactor);
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
        if (ready[5] != 0) words_hear_interactor();
    }
}
