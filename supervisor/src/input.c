#include "supervisor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Small on purpose: a child's peak memory is at least ours at fork, so inputs must never rest in our memory. */
static unsigned char *buffer;
enum { BUFFER = 64 * 1024 };
static size_t start, end;

static bool fill(void)
{
    start = end = 0;
    ssize_t got;
    if (buffer == NULL && (buffer = private_memory(BUFFER)) == NULL) return false;
    do got = read(0, buffer, BUFFER);
    while (got < 0 && errno == EINTR);
    if (got <= 0) return false;
    end = (size_t)got;
    return true;
}

ssize_t input_read(void *target, size_t size)
{
    if (start == end && !fill()) return 0;
    size_t part = end - start < size ? end - start : size;
    memcpy(target, buffer + start, part);
    start += part;
    return (ssize_t)part;
}

bool input_skip(int64_t length)
{
    while (length > 0) {
        if (start == end && !fill()) return false;
        size_t part = end - start < (uint64_t)length ? end - start : (size_t)length;
        start += part;
        length -= (int64_t)part;
    }
    return true;
}

bool input_line(char *line, size_t size)
{
    for (size_t length = 0; length + 1 < size; length++) {
        char byte;
        if (input_read(&byte, 1) != 1) return false;
        if (byte == '\n') {
            line[length] = 0;
            return true;
        }
        line[length] = byte;
    }
    return false;
}

/* Reads `count` non-negative decimal numbers separated by single spaces, and nothing else. */
static bool parse_numbers(const char *text, int64_t *numbers, int count)
{
    for (int i = 0; i < count; i++) {
        if (*text < '0' || *text > '9') return false;
        char *after;
        errno = 0;
        numbers[i] = strtoll(text, &after, 10);
        if (errno != 0 || *after != (i + 1 < count ? ' ' : 0)) return false;
        text = after + 1;
    }
    return true;
}

bool input_parse(struct batch *batch, const char **fault)
{
    char line[512];
    int version = 0;
    *fault = "the first line is not 'ASSIZE 1 NONCE COUNT'";
    if (!input_line(line, sizeof line)) return false;
    char nonce[64], rest;
    if (sscanf(line, "ASSIZE %d %63s %d%c", &version, nonce, &batch->count, &rest) != 3 || version != 1) return false;
    if (strlen(nonce) != NONCE_LENGTH || strspn(nonce, "0123456789abcdef") != NONCE_LENGTH) return false;
    if (batch->count < 1 || batch->count > MAX_TEST_CASES) return false;
    memcpy(batch->nonce, nonce, sizeof batch->nonce);

    *fault = "the second line is not thirteen numbers";
    int64_t n[13];
    if (!input_line(line, sizeof line) || !parse_numbers(line, n, 13) || n[11] > INTERACT) return false;
    batch->cpu_us = n[0] * 1000;
    batch->wall_us = n[1] * 1000;
    batch->memory = n[2] * 1024;
    batch->data = n[3] * 1024;
    batch->stack = n[4] * 1024;
    batch->output = n[5];
    batch->processes = n[6];
    batch->total_cpu_us = n[7] * 1000;
    batch->total_wall_us = n[8] * 1000;
    batch->total_output = n[9];
    batch->stop_at_failure = n[10] != 0;
    batch->mode = (enum mode)n[11];
    batch->output_from = n[12];

    if (batch->mode == INTERACT) {
        *fault = "the third line is not seven numbers";
        if (!input_line(line, sizeof line) || !parse_numbers(line, n, 7) || n[4] > 255 || n[5] < 1 || n[5] > 1000) return false;
        batch->interactor_cpu_us = n[0] * 1000;
        batch->interactor_wall_us = n[1] * 1000;
        batch->interactor_memory = n[2] * 1024;
        batch->transcript = n[3];
        batch->accepted_code = (int)n[4];
        batch->passes = (int)n[5];
        batch->listens = n[6] != 0;
    }

    *fault = "an input length is missing";
    batch->input_length = malloc(sizeof(int64_t) * (size_t)batch->count);
    if (batch->input_length == NULL) return false;
    for (int i = 0; i < batch->count; i++)
        if (!input_line(line, sizeof line) || !parse_numbers(line, &batch->input_length[i], 1)) return false;
    return true;
}
