/*
 * The interactor of an interactive problem: started beside the program, with what the program must not know, in the same
 * sandbox and with the same uid. What keeps them apart:
 *
 *   - It is started from a file that nobody may read (mode 0111), so the kernel makes it undumpable: no ptrace, no
 *     /proc/PID/mem, fd or environ. An interpreter is started by such a copy of its dynamic loader. The program is not
 *     started before we have seen that it works.
 *   - Input and answer are memory files that only the interactor has, under names below /proc/self/fd. Its own files are
 *     open and removed before any program runs.
 *   - Its feedback folder has a random name in a folder that its owner may enter, and neither read nor change; the program's
 *     filter lets it change no modes. It may rename the folder around: nothing is found by that name, and each pass has a new one.
 *   - Its home, and where it makes temporary files, are its feedback folder: what the program leaves in its own is not there.
 *   - The program may signal, slow and limit nobody but itself; the interactor's group is in a session of its own, where it
 *     cannot be joined. The interactor never becomes two processes.
 */
#include "interact.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    MOST_FILES = 3, MOST_VARIABLES = 64, MOST_ARGUMENTS = 256, ARGUMENT_BYTES = 16 * 1024,
    /* Descriptors of the interactor: input, answer, feedback folder, which its arguments name (core/grading/interactive),
       then its own files. */
    INPUT_FD = 10, ANSWER_FD, FOLDER_FD, FILES_FD, ABOVE_OURS = FILES_FD + MOST_FILES,
    FIGURES = 2, FOLDER_NAME = 25,
};

union figures_message {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(FIGURES * sizeof(int))];
};

static int program = -1; /* what the interactor is started from */
static int files[MOST_FILES], file_count, here = -1;
static char file_names[MOST_FILES][32], *arguments[MOST_ARGUMENTS], words[ARGUMENT_BYTES];
static int own_arguments;
static char folder_name[FOLDER_NAME]; /* of the feedback folder */
static int around = -1;               /* the folder that it is in */
static char no_path[] = "", home[40], temporary[40], *variables[MOST_VARIABLES];

static bool read_at(int file, void *target, size_t size, off_t at)
{
    return pread(file, target, size, at) == (ssize_t)size;
}

/* Opens the dynamic loader that an executable names; -1: it names none. */
static int open_loader(const char *path)
{
    Elf64_Ehdr header;
    char name[256] = "";
    int file = open(path, O_RDONLY | O_CLOEXEC), loader = -1;
    if (file < 0) return -1;
    bool elf = read_at(file, &header, sizeof header, 0) && memcmp(header.e_ident, ELFMAG, SELFMAG) == 0;
    for (int i = 0; elf && i < header.e_phnum && loader < 0; i++) {
        Elf64_Phdr part;
        if (!read_at(file, &part, sizeof part, (off_t)(header.e_phoff + (uint64_t)i * header.e_phentsize))) break;
        if (part.p_type != PT_INTERP || part.p_filesz >= sizeof name) continue;
        if (read_at(file, name, part.p_filesz, (off_t)part.p_offset)) loader = open(name, O_RDONLY | O_CLOEXEC);
    }
    close(file);
    return loader;
}

int interact_copy(int from)
{
    static char chunk[4096];
    int copy = memfd_create("interactor", MFD_CLOEXEC);
    for (ssize_t got; copy >= 0 && (got = read(from, chunk, sizeof chunk)) != 0;) {
        if (got > 0 && write(copy, chunk, (size_t)got) == got) continue;
        close(copy);
        return -1;
    }
    return copy;
}

/* The interactor's own files are below interactor/. They stay as long as we have them open. */
static bool take_own_file(char **argument, bool starts)
{
    chmod(*argument, 0500);
    int file = open(*argument, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) return false;
    if (starts) {
        program = file;
        return true;
    }
    if (file_count == MOST_FILES) return false;
    files[file_count] = file;
    snprintf(file_names[file_count], sizeof *file_names, "/proc/self/fd/%d", FILES_FD + file_count);
    *argument = file_names[file_count++];
    return true;
}

/* The program's environment, but for places where the program could have left something, or find something. */
static void prepare_environment(void)
{
    int count = 0;
    snprintf(home, sizeof home, "HOME=/proc/self/fd/%d", FOLDER_FD);
    snprintf(temporary, sizeof temporary, "TMPDIR=/proc/self/fd/%d", FOLDER_FD);
    variables[count++] = home;
    variables[count++] = temporary;
    for (char **from = environ; *from != NULL && count + 1 < MOST_VARIABLES; from++)
        if (strncmp(*from, "HOME=", 5) != 0 && strncmp(*from, "TMPDIR=", 7) != 0) variables[count++] = *from;
}

bool interactor_prepare(char **command, const char **fault)
{
    char folder[4096];
    *fault = "cannot keep the interactor's files";
    here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (here < 0 || getcwd(folder, sizeof folder - 16) == NULL) return false;
    strcat(folder, "/interactor/");
    for (int i = 0; command[i] != NULL; i++) {
        bool own = strncmp(command[i], folder, strlen(folder)) == 0;
        if (own_arguments + 8 >= MOST_ARGUMENTS || (own && !take_own_file(&command[i], i == 0))) return false;
        if (i == 0 && !own) {
            int loader = open_loader(command[0]);
            *fault = "the interactor's interpreter cannot be hidden";
            if (loader < 0 || (program = interact_copy(loader)) < 0) return false;
            close(loader);
            *fault = "cannot keep the interactor's files";
            arguments[own_arguments++] = command[0];
            /* A loader looks for libraries beside the path that it is given, where a kernel would follow links. */
            if ((command[0] = realpath(command[0], NULL)) == NULL) return false;
        }
        arguments[own_arguments++] = command[i];
    }
    prepare_environment();
    tidy_remove("interactor");
    return program >= 0 && fchmod(program, 0111) == 0;
}

/* Reads INPUT ANSWER WORDS\n (lengths), then the interactor's arguments, each ended by a zero byte, the input and the answer. */
bool interactor_take_case(int *input, int *answer)
{
    char line[128], rest;
    long long lengths[3];
    if (!input_line(line, sizeof line)) return false;
    if (sscanf(line, "%lld %lld %lld%c", &lengths[0], &lengths[1], &lengths[2], &rest) != 3) return false;
    if (lengths[0] < 0 || lengths[1] < 0 || lengths[2] < 0 || lengths[2] > ARGUMENT_BYTES) return false;
    for (int64_t got = 0; got < lengths[2];) {
        ssize_t part = input_read(words + got, (size_t)(lengths[2] - got));
        if (part <= 0) return false;
        got += part;
    }
    int count = own_arguments;
    for (int64_t at = 0; at < lengths[2]; at += (int64_t)strlen(words + at) + 1) {
        if (count + 1 == MOST_ARGUMENTS || words[lengths[2] - 1] != 0) return false;
        arguments[count++] = words + at;
    }
    arguments[count] = NULL;
    return (*input = run_input_file(lengths[0])) >= 0 && (*answer = run_input_file(lengths[1])) >= 0;
}

static bool draw_name(char *name)
{
    unsigned char random[FOLDER_NAME / 2];
    if (getrandom(random, sizeof random, 0) != sizeof random) return false;
    for (int i = 0; i < FOLDER_NAME / 2; i++) sprintf(name + 2 * i, "%02x", random[i]);
    return true;
}

static int make_below(int above, const char *name)
{
    return mkdirat(above, name, 0700) == 0 ? openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
}

/* Makes the folder around the next to be used: nobody may see what is in it, add to it or take away. */
static bool close_around(int next)
{
    run_close(&around);
    around = next;
    return fchmod(around, 0100) == 0;
}

/* A new folder for each test case, which wiping takes away after it. */
int interactor_make_folder(void)
{
    char name[FOLDER_NAME];
    if (!draw_name(name) || !draw_name(folder_name)) return -1;
    int next = make_below(here, name), folder = next < 0 ? -1 : make_below(next, folder_name);
    if (next >= 0 && !close_around(next)) run_close(&folder);
    return folder;
}

int interactor_move_folder(void)
{
    char name[FOLDER_NAME];
    int next = draw_name(name) ? make_below(here, name) : -1;
    if (next < 0) return -1;
    bool moved = fchmod(around, 0700) == 0 && renameat(around, folder_name, next, folder_name) == 0;
    return close_around(next) && moved ? around : -1;
}

/* Hands up, before it hides, what tells of the memory of the process and of its waits: a /proc may show nobody that hides
   (hidepid). What is open once goes on telling. */
static void hand_figures_up(int to)
{
    int figures[FIGURES] = {open("/proc/self/statm", O_RDONLY | O_CLOEXEC), open("/proc/self/schedstat", O_RDONLY | O_CLOEXEC)};
    size_t size = (figures[1] < 0 ? 1 : FIGURES) * sizeof *figures; /* not every kernel tells of waits */
    union figures_message control = {0};
    char byte = 0;
    struct iovec content = {&byte, 1};
    struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE(size)};
    control.header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(size)};
    memcpy(CMSG_DATA(&control.header), figures, size);
    if (figures[0] >= 0) sendmsg(to, &message, MSG_NOSIGNAL);
    for (int i = 0; i < FIGURES; i++) run_close(&figures[i]);
}

/* Takes what the interactor hands up. Ends when it has become what it should, or nothing. */
static void take_figures(struct run *run, int from)
{
    for (;;) {
        union figures_message control;
        char byte;
        struct iovec content = {&byte, 1};
        struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        ssize_t got = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (header == NULL) continue;
        int figures[FIGURES] = {-1, -1};
        memcpy(figures, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
        run->beside_statm = figures[0];
        run->beside_schedstat = figures[1];
    }
}

static _Noreturn void become_interactor(const struct batch *batch, const int *ends, int count, int parent)
{
    static const int places[ABOVE_OURS] = {0, 1, 2, INPUT_FD, ANSWER_FD, FOLDER_FD, FILES_FD, FILES_FD + 1, FILES_FD + 2};
    hand_figures_up(parent);
    int high[ABOVE_OURS], error = 0, from = fcntl(program, F_DUPFD_CLOEXEC, ABOVE_OURS);
    /* That we are what we should be is told by its being closed, so none of the places may be its own. */
    if (from < 0 || fcntl(parent, F_DUPFD_CLOEXEC, ABOVE_OURS) < 0) error = errno;
    for (int i = 0; i < count; i++)
        if ((high[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, ABOVE_OURS)) < 0) error = errno;
    for (int i = 0; i < count && error == 0; i++)
        if (dup2(high[i], places[i]) < 0) error = errno;
    run_unblock_signals();
    if (error == 0 && fchdir(FOLDER_FD) != 0) error = errno;
    if (error == 0) error = confine_interactor(batch, from, no_path);
    if (error == 0) {
        syscall(SYS_execveat, from, no_path, arguments, variables, AT_EMPTY_PATH);
        error = errno;
    }
    run_fail_exec(error);
}

/* Whether we, who have no more rights than the program will have, cannot look into the process. */
static bool is_hidden(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) close(file);
    return file < 0;
}

bool interactor_start(struct run *run, const int *given)
{
    int ends[GIVEN_ENDS + MOST_FILES], pair[2] = {-1, -1};
    memcpy(ends, given, GIVEN_ENDS * sizeof *given);
    for (int i = 0; i < file_count; i++) ends[GIVEN_ENDS + i] = files[i];
    bool good = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0;
    run->beside = good ? fork() : -1;
    if (run->beside < 0) run->outcome->error = errno;
    if (run->beside == 0) become_interactor(run->batch, ends, GIVEN_ENDS + file_count, pair[1]);
    run_close(&pair[1]);
    if (good) take_figures(run, pair[0]);
    run_close(&pair[0]);
    if (run->beside < 0) return false;
    tree_exclude(run->beside);
    if ((run->outcome->error = run_exec_error()) == 0 && !is_hidden(run->beside)) run->outcome->error = INTERACTOR_SEEN;
    return run->outcome->error == 0;
}
