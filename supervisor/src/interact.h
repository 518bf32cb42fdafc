/* What interact.c (a test case), converse.c (its conversation), words.c (what is said in it) and interactor.c (who talks with
   the program) share. */
#ifndef INTERACT_H
#define INTERACT_H

#include "run.h"

enum { GIVEN_ENDS = 6, SAID = 1024, MESSAGE = 4096, SCORE = 64 };

/* One direction of the conversation. */
struct way {
    int from, to;
    unsigned char *buffer;
    size_t at, length;
    int64_t closed_us; /* when its writer closed it */
};

/* The present test case. */
struct talk {
    struct way to_program, to_interactor;
    int said_end, folder, input, answer;
    int passes; /* begun */
    bool asks_again; /* left an input for another pass */
    unsigned char said[SAID], message[MESSAGE];
    char score[SCORE];
    size_t said_length, message_length, score_length;
    char first, cause; /* 'P' or 'I' ended first, '-' nobody did; as outcome.cause, 'K' ended since the program had failed */
    bool accepted, stuck;
    int64_t program_ended_us, busy_at_end_us, passed_on, cpu_us, peak;
    struct { int64_t since_us, busy_us, passed_on; size_t unheard; } still; /* since when the interactor is; 0: it is not */
    int status;
    size_t transcript_length, last_record;
    char speaker; /* of the last record */
};
extern struct talk talk;

/* words.c */
extern unsigned char *transcript;
bool words_prepare(const struct batch *batch);
void words_begin(void);                      /* a test case: no word yet, and no end open */
void words_begin_pass(const struct batch *batch);
void words_pass_on(struct run *run, struct way *way, int64_t now, bool writer_ended);
void words_hear_interactor(void);            /* what it says on its stderr */
void words_forget(void);                     /* closes all ends */

/* converse.c */
void converse(struct run *run); /* until both have ended */

/* interactor.c */
bool interactor_prepare(char **command, const char **fault);
bool interactor_take_case(int *input, int *answer); /* the next test case on stdin, as memory files */
int interactor_make_folder(void);                   /* a new feedback folder; -1: none to be had */
/* Puts that folder, whatever a dead program did around it, where none has been. Returns the folder around it, which is to be
   kept and stays ours; -1: it cannot be done. */
int interactor_move_folder(void);
/* Ends: its stdin, stdout and stderr, input, answer, feedback folder. run->beside is its pid, which may be of nobody. */
bool interactor_start(struct run *run, const int *given);
int interact_copy(int from); /* a memory file of what is still to be read; -1: none to be had */

#endif
