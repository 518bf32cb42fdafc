/* What interact.c (a conversation) and interactor.c (who talks with the program) share. */
#ifndef INTERACT_H
#define INTERACT_H

#include "run.h"

enum { FOLDER_NAME = 32, GIVEN_ENDS = 6 };

/* The entry of the start directory that holds the feedback folder of the last interactor_make_folder. */
extern char interactor_folder[FOLDER_NAME];

bool interactor_prepare(char **command, const char **fault);
bool interactor_take_case(int *input, int *answer); /* the next test case on stdin, as memory files */
int interactor_make_folder(void);
/* Ends: its stdin, stdout and stderr, input, answer, feedback folder. run->beside is its pid, which may be of nobody. */
bool interactor_start(struct run *run, const int *given);
int interact_copy(int from); /* a memory file of what is still to be read; -1: none to be had */

#endif
