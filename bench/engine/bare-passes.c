/* bare-passes N PROGRAM VALIDATOR INPUT ANSWER FOLDER/: runs the two N times, pass by pass, the program on the input and the
   validator on what it prints, with nothing around them, and prints how long all of it took, in microseconds. What a
   multi-pass batch is measured against. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now_us(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000L + time.tv_nsec / 1000;
}

static pid_t start(int in, int out, char **command)
{
    pid_t child = vfork();
    if (child != 0) return child;
    dup2(in, 0);
    dup2(out, 1);
    execv(command[0], command);
    _exit(127);
}

static int open_beside(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s%s", folder, name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    unlink(path);
    return file;
}

int main(int argc, char **argv)
{
    if (argc != 7) return 2;
    char *program[] = {argv[2], NULL};
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    long started = now_us();
    for (int i = 0; i < atoi(argv[1]); i++) {
        for (int in = open(argv[4], O_RDONLY | O_CLOEXEC); in >= 0; in = open_beside(argv[6], "nextpass.in")) {
            int there[2], first, second;
            if (pipe2(there, O_CLOEXEC) != 0) return 1;
            pid_t validator = start(there[0], nowhere, argv + 3), child = start(in, there[1], program);
            close(there[0]), close(there[1]), close(in);
            if (waitpid(child, &first, 0) < 0 || waitpid(validator, &second, 0) < 0) return 1;
            if (first != 0 || WEXITSTATUS(second) != 42) return 1;
        }
        close(open_beside(argv[6], "said"));
    }
    printf("%ld\n", now_us() - started);
    return 0;
}
