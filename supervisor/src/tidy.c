/*
 * Between two runs the file system is put back: work/ empty, prog/ as compiled, nothing new or changed beside them, nothing
 * of ours left in /tmp, /dev/shm or System V shared memory. All processes of the program are dead while this runs, so
 * nothing changes under our hands.
 */
#include "supervisor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_KEPT = 512, MAX_PROGRAM_FILES = 4096, LISTING = 8192 };
static const int64_t MAX_PROGRAM_BYTES = 256 << 20;

struct kept {
    const char *name;
    struct stat stat; /* inode 0: whatever it has become, that is looked at elsewhere */
};

struct place {
    const char *path; /* NULL: the directory that we were started in */
    int fd;
    mode_t mode;
    struct timespec times[2];
    struct kept kept[MAX_KEPT]; /* what was there at the start */
    int kept_count;
};

struct program_file {
    char *path; /* relative to the start directory; directories come before what they hold */
    struct stat stat;
    unsigned char *content;
};

static struct place places[3] = {{.path = NULL}, {.path = "/tmp"}, {.path = "/dev/shm"}}, work = {.fd = -1};
static struct program_file program[MAX_PROGRAM_FILES];
static int program_count;
static bool restored;

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static DIR *open_directory(int at, const char *name)
{
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd < 0 ? NULL : fdopendir(fd);
}

/* Removes an entry, whatever it is. A directory that is not empty has its own directories moved up beside it first,
   so that depth costs neither stack nor descriptors. */
static void remove_entry(int at, const char *name, int depth);

static void empty_directory(int at, const char *name, int lift_to, int depth)
{
    static unsigned long lifted;
    DIR *directory = open_directory(at, name);
    if (directory == NULL) return;
    int fd = dirfd(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (is_dots(entry->d_name)) continue;
        if (unlinkat(fd, entry->d_name, 0) == 0) continue;
        if (unlinkat(fd, entry->d_name, AT_REMOVEDIR) == 0) continue;
        fchmodat(fd, entry->d_name, 0700, 0);
        if (depth < 16) {
            remove_entry(fd, entry->d_name, depth + 1);
            continue;
        }
        char fresh[64];
        snprintf(fresh, sizeof fresh, ".assize-lifted-%lu", lifted++);
        renameat(fd, entry->d_name, lift_to, fresh);
    }
    closedir(directory);
}

static int lift_base = -1;

static void remove_entry(int at, const char *name, int depth)
{
    if (unlinkat(at, name, 0) == 0 || errno == ENOENT) return;
    if (unlinkat(at, name, AT_REMOVEDIR) == 0) return;
    struct stat stat;
    if (fstatat(at, name, &stat, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(stat.st_mode)) return;
    if ((stat.st_mode & 0700) != 0700) fchmodat(at, name, 0700, 0);
    if (depth == 0) lift_base = at;
    empty_directory(at, name, lift_base, depth);
    unlinkat(at, name, AT_REMOVEDIR);
}

void tidy_remove(const char *name)
{
    int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* Deep directories are lifted up beside it: nobody else has made anything here yet. */
    for (int round = 0; here >= 0 && round < 100 && faccessat(here, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0; round++)
        remove_entry(here, name, 0);
    if (here >= 0) close(here);
}

static struct stat kept_beside; /* inode 0: none */

void tidy_keep(int folder)
{
    if (folder < 0 || fstat(folder, &kept_beside) != 0) memset(&kept_beside, 0, sizeof kept_beside);
}

/* A name says nothing of what it stands for now: a program may have renamed that, and put something else in its place. */
static bool is_kept_beside(const struct stat *stat)
{
    return kept_beside.st_ino != 0 && stat->st_ino == kept_beside.st_ino && stat->st_dev == kept_beside.st_dev;
}

static bool same(const struct stat *now, const struct stat *then)
{
    /* ctime cannot be set back: with it, equal means untouched. */
    return now->st_ino == then->st_ino && now->st_size == then->st_size && now->st_mode == then->st_mode &&
           now->st_ctim.tv_sec == then->st_ctim.tv_sec && now->st_ctim.tv_nsec == then->st_ctim.tv_nsec;
}

/* What was there and is changed goes too: nobody needs it any more, and a program could leave words in it. */
static bool keeps(const struct place *place, const char *name, const struct stat *now)
{
    if (is_kept_beside(now)) return true;
    for (int i = 0; i < place->kept_count; i++)
        if (strcmp(place->kept[i].name, name) == 0)
            return place->kept[i].stat.st_ino == 0 || same(now, &place->kept[i].stat) || now->st_uid != geteuid();
    return false;
}

static bool keep(struct place *place, const char *name, const struct stat *stat)
{
    struct kept *kept = &place->kept[place->kept_count];
    if (place->kept_count + 1 == MAX_KEPT || (kept->name = strdup(name)) == NULL) return false;
    kept->stat = *stat;
    if (place->path == NULL && strcmp(name, "prog") == 0) kept->stat.st_ino = 0;
    place->kept_count++;
    return true;
}

static bool remember(struct place *place)
{
    struct stat stat;
    place->fd = open(place->path == NULL ? "." : place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->fd < 0 || fstat(place->fd, &stat) != 0) return place->path != NULL; /* a sandbox may lack the others */
    place->mode = stat.st_mode & 07777;
    place->times[0] = stat.st_atim;
    place->times[1] = stat.st_mtim;
    DIR *directory = open_directory(place->fd, ".");
    if (directory == NULL) return false;
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        /* work/ is ours to make: whatever bears its name before the first run goes. */
        if (is_dots(entry->d_name) || (place->path == NULL && strcmp(entry->d_name, "work") == 0)) continue;
        if (fstatat(place->fd, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) != 0 || !keep(place, entry->d_name, &stat)) {
            closedir(directory);
            return false;
        }
    }
    closedir(directory);
    return true;
}

/* Removes what was not there at the start; outside our own directory, only what our uid owns. Lifted directories
   turn up as new entries, hence the repetition. This is done after each run and mostly finds nothing: the directory
   stays open, and is read without the C library's buffers. */
static void wipe(struct place *place)
{
    static char *list;
    struct stat stat;
    if (place->fd < 0 || (list == NULL && (list = (char *)private_memory(LISTING)) == NULL)) return;
    if (place->path == NULL && fstat(place->fd, &stat) == 0 && (stat.st_mode & 07777) != (place->mode | 0700))
        fchmod(place->fd, place->mode | 0700);
    for (int round = 0, removed = 1; removed > 0 && round < 10000; round++) {
        removed = 0;
        lseek(place->fd, 0, SEEK_SET);
        for (int got; (got = getdents(place->fd, (struct dirent *)list, LISTING)) > 0;) {
            struct dirent *entry;
            for (int at = 0; at < got; at += entry->d_reclen) {
                entry = (struct dirent *)(list + at);
                if (is_dots(entry->d_name)) continue;
                if (fstatat(place->fd, entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) != 0) continue;
                if (keeps(place, entry->d_name, &stat) || (place->path != NULL && stat.st_uid != geteuid())) continue;
                remove_entry(place->fd, entry->d_name, 0);
                removed++;
            }
        }
    }
}

/* A folder's times can tell, too. */
static void put_times_back(const struct place *place)
{
    struct stat stat;
    if (place->fd >= 0 && fstat(place->fd, &stat) == 0 && stat.st_uid == geteuid()) futimens(place->fd, place->times);
}

unsigned char *private_memory(size_t size)
{
    void *memory = mmap(NULL, size == 0 ? 1 : size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    madvise(memory, size == 0 ? 1 : size, MADV_DONTFORK);
    return memory;
}

static bool read_whole(const char *path, unsigned char *target, size_t size)
{
    int file = openat(places[0].fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) return false;
    size_t got = 0;
    while (got < size) {
        ssize_t part = read(file, target + got, size - got);
        if (part <= 0) break;
        got += (size_t)part;
    }
    close(file);
    return got == size;
}

static bool remember_program(const char *path, int64_t *total)
{
    if (program_count == MAX_PROGRAM_FILES) return false;
    struct program_file *file = &program[program_count];
    if (fstatat(places[0].fd, path, &file->stat, AT_SYMLINK_NOFOLLOW) != 0) return false;
    bool directory = S_ISDIR(file->stat.st_mode);
    if (!directory && !S_ISREG(file->stat.st_mode)) return true;
    if ((file->path = strdup(path)) == NULL) return false;
    program_count++;
    if (!directory) {
        size_t size = (size_t)file->stat.st_size;
        if ((*total += file->stat.st_size) > MAX_PROGRAM_BYTES) return false;
        file->content = private_memory(size);
        return file->content != NULL && read_whole(path, file->content, size);
    }
    DIR *listing = open_directory(places[0].fd, path);
    if (listing == NULL) return false;
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(listing)) != NULL;) {
        char below[4096];
        if (is_dots(entry->d_name)) continue;
        snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        good = remember_program(below, total);
    }
    closedir(listing);
    return good;
}

static bool write_whole(const struct program_file *file)
{
    int out = openat(places[0].fd, file->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0700);
    if (out < 0) return false;
    int64_t put = 0;
    while (put < file->stat.st_size) {
        ssize_t part = write(out, file->content + put, (size_t)(file->stat.st_size - put));
        if (part <= 0) break;
        put += part;
    }
    fchmod(out, file->stat.st_mode & 07777);
    close(out);
    return put == file->stat.st_size;
}

/* Puts prog/ back if anything about it changed: a file or directory that lost, gained or altered anything has another
   ctime. */
static bool restore_program(void)
{
    struct stat now;
    int changed = 0;
    for (int i = 0; i < program_count && !changed; i++)
        changed = fstatat(places[0].fd, program[i].path, &now, AT_SYMLINK_NOFOLLOW) != 0 || !same(&now, &program[i].stat);
    if (!changed) return true;
    restored = true;
    for (int round = 0; round < 10000 && fstatat(places[0].fd, "prog", &now, AT_SYMLINK_NOFOLLOW) == 0; round++) {
        remove_entry(places[0].fd, "prog", 0);
        wipe(&places[0]);
    }
    for (int i = 0; i < program_count; i++) {
        bool directory = S_ISDIR(program[i].stat.st_mode);
        if (directory ? mkdirat(places[0].fd, program[i].path, 0755) != 0 : !write_whole(&program[i])) return false;
    }
    /* File times have the grain of a timer tick: a change within the same one would not show. */
    usleep(12000);
    for (int i = 0; i < program_count; i++)
        if (fstatat(places[0].fd, program[i].path, &program[i].stat, AT_SYMLINK_NOFOLLOW) != 0) return false;
    return true;
}

static void remove_shared_memory(void)
{
    struct shmid_ds info;
    int top = shmctl(0, SHM_INFO, &info);
    for (int i = 0; i <= top; i++) {
        int id = shmctl(i, SHM_STAT, &info);
        if (id >= 0 && info.shm_perm.uid == geteuid()) shmctl(id, IPC_RMID, NULL);
    }
}

static bool shared_places;

bool tidy_prepare(bool own_namespace, const char **fault)
{
    int64_t total = 0;
    *fault = "cannot list the directories to keep clean";
    shared_places = !own_namespace;
    for (int i = 0; i < 3; i++) {
        places[i].fd = -1;
        if (i > 0 && shared_places) continue; /* somebody else's files may come and go there */
        if (!remember(&places[i])) return false;
    }
    *fault = "cannot remember prog/";
    return remember_program("prog", &total);
}

static struct stat work_as_left;

static bool open_work(void)
{
    if (mkdirat(places[0].fd, "work", 0755) != 0 || fchdir(places[0].fd) != 0 || chdir("work") != 0) return false;
    if (work.fd >= 0) close(work.fd);
    work.mode = 0755;
    work.fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    places[0].kept[places[0].kept_count] = (struct kept){.name = "work"};
    return work.fd >= 0 && fstat(work.fd, &work_as_left) == 0;
}

bool tidy_work(bool in_use)
{
    struct stat now;
    /* One that nobody has touched is as good as new, and cheaper. Where a driver stands in it, it is emptied, not made
       anew, unless the program has taken it away. */
    bool stays = work.fd >= 0 && fstatat(places[0].fd, "work", &now, AT_SYMLINK_NOFOLLOW) == 0 &&
                 now.st_ino == work_as_left.st_ino && now.st_dev == work_as_left.st_dev && (in_use || same(&now, &work_as_left));
    places[0].kept_count += stays;
    for (int i = 0; i < 3; i++) {
        wipe(&places[i]);
        put_times_back(&places[i]);
    }
    places[0].kept_count -= stays;
    if (stays) wipe(&work);
    if (!shared_places) remove_shared_memory();
    return restore_program() && (stays || open_work());
}

bool tidy_restored(void)
{
    bool answer = restored;
    restored = false;
    return answer;
}
