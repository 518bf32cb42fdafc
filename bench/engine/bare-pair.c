/* bare-pair N PROGRAM INTERACTOR ARGUMENT...: runs the two N times, each one's output the other's input, with nothing
   around them, and prints how long all of it took, in microseconds. What an interactive batch is measured against. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

int main(int argc, char **argv)
{
    if (argc < 4) return 2;
    char *program[] = {argv[2], NULL};
    long started = now_us();
    for (int i = 0; i < atoi(argv[1]); i++) {
        int there[2], back[2], first, second;
        if (pipe2(there, O_CLOEXEC) != 0 || pipe2(back, O_CLOEXEC) != 0) return 1;
        pid_t interactor = start(there[0], back[1], argv + 3), child = start(back[0], there[1], program);
        for (int k = 0; k < 2; k++) close(there[k]), close(back[k]);
        if (waitpid(child, &first, 0) < 0 || waitpid(interactor, &second, 0) < 0) return 1;
        if (first != 0 || WEXITSTATUS(second) != 42) return 1;
    }
    printf("%ld\n", now_us() - started);
    return 0;
}
