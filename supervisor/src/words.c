/*
 * What both sides of a conversation say. Both pipes go through us: so we know who ended first, neither dies of writing to one
 * who has ended, and whoever reads gets the end of the other's words only once we have noted the other's end.
 */
#include "interact.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, RECORD = 9 };
/* Who closes its end while it lives on is heard after this long: until then it may be about to end. */
static const int64_t CLOSING_US = 20000;

unsigned char *transcript;

bool words_prepare(const struct batch *batch)
{
    return (talk.to_program.buffer = private_memory(BUFFER)) != NULL &&
           (talk.to_interactor.buffer = private_memory(BUFFER)) != NULL &&
           (transcript = private_memory((size_t)batch->transcript)) != NULL;
}

void words_begin(void)
{
    unsigned char *buffers[2] = {talk.to_program.buffer, talk.to_interactor.buffer};
    memset(&talk, 0, sizeof talk);
    talk.to_program = (struct way){.from = -1, .to = -1, .buffer = buffers[0]};
    talk.to_interactor = (struct way){.from = -1, .to = -1, .buffer = buffers[1]};
    talk.said_end = talk.folder = talk.input = talk.answer = -1;
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

void words_begin_pass(const struct batch *batch)
{
    talk.said_length = 0;
    if (talk.passes++ > 0) record(batch, 'N', NULL, 0);
    talk.speaker = 0;
}

/* Passes on what there is, at most a few buffers so that the clocks are looked at in between. */
void words_pass_on(struct run *run, struct way *way, int64_t now, bool writer_ended)
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

void words_hear_interactor(void)
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

void words_forget(void)
{
    for (int i = 0; i < 2; i++) {
        struct way *way = i == 0 ? &talk.to_program : &talk.to_interactor;
        run_close(&way->from);
        run_close(&way->to);
    }
    run_close(&talk.said_end);
}
