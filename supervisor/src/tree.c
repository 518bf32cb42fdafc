#include "supervisor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

enum { MAX_SEEN = 4096, MAX_ALIVE = 2048 };

/* CPU time last read of each process of this run. A process whose parent ignores SIGCHLD vanishes without a trace in
   anybody's rusage: what was seen of it is all that is ever known. */
static struct { pid_t pid; int64_t cpu_us; bool alive; } seen[MAX_SEEN];
static int seen_count;
static int64_t gone_us;
static pid_t first;
static pid_t driver; /* forks test cases and is none itself: its memory is not theirs; 0: none */
static pid_t since;  /* where `first` lives on from an earlier test case, nothing else below this does */
static pid_t newest; /* when last asked */
static bool wrapped; /* whether numbers have begun again from below, so that they no longer tell old from new */
enum { FEW = 8 };
static bool namespace_ours, proc_ours;
static int loadavg = -1, meminfo = -1;
static int64_t shared_before = -1; /* at the first run: what runs leave behind is wiped */

/* The pid given most recently in our namespace, or 0. */
static pid_t last_pid(void)
{
    char text[128];
    ssize_t got = loadavg < 0 ? -1 : pread(loadavg, text, sizeof text - 1, 0);
    if (got <= 0) return 0;
    text[got] = 0;
    char *space = strrchr(text, ' ');
    return space == NULL ? 0 : (pid_t)atol(space + 1);
}

/* Whether killing every process that we may signal hits nobody but the program: true when, before it starts, nobody
   else lives here but the namespace's first process. */
bool tree_owns_namespace(void)
{
    char link[32];
    ssize_t got = readlink("/proc/self", link, sizeof link - 1);
    if (got > 0) link[got] = 0;
    proc_ours = got > 0 && atol(link) == getpid();
    if (!proc_ours) return namespace_ours = false;
    loadavg = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
    pid_t last = last_pid();
    if (last <= 0 || last > 4096) return namespace_ours = false;
    for (pid_t pid = 2; pid <= last; pid++)
        if (pid != getpid() && process_cpu_us(pid) >= 0) return namespace_ours = false;
    return namespace_ours = true;
}

/* Bytes of the machine's memory that are files (memory files, /dev/shm, shared mappings), whoever's they are. */
static int64_t machine_shared_bytes(void)
{
    char text[2048];
    if (meminfo < 0) meminfo = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
    ssize_t got = meminfo < 0 ? -1 : pread(meminfo, text, sizeof text - 1, 0);
    if (got <= 0) return 0;
    text[got] = 0;
    char *line = strstr(text, "\nShmem:");
    return line == NULL ? 0 : atoll(line + 7) * 1024;
}

static int64_t files_in(const char *path)
{
    struct statfs fs;
    if (statfs(path, &fs) != 0 || fs.f_type != TMPFS_MAGIC) return 0;
    return (int64_t)(fs.f_blocks - fs.f_bfree) * fs.f_bsize;
}

static int64_t places_before;

void tree_begin(pid_t child, bool is_driver)
{
    since = first = child;
    driver = is_driver ? child : 0;
    seen_count = 0;
    gone_us = 0;
    if (shared_before < 0) shared_before = machine_shared_bytes();
    places_before = namespace_ours ? files_in("/tmp") + files_in("/dev/shm") : 0;
}

static void note(pid_t pid, int64_t cpu_us)
{
    for (int i = 0; i < seen_count; i++) {
        if (seen[i].pid != pid) continue;
        if (cpu_us < seen[i].cpu_us) gone_us += seen[i].cpu_us; /* the pid was given again */
        seen[i].cpu_us = cpu_us;
        seen[i].alive = true;
        return;
    }
    if (seen_count == MAX_SEEN) {
        gone_us += cpu_us; /* too much is told rather than too little */
        return;
    }
    seen[seen_count].pid = pid;
    seen[seen_count].cpu_us = cpu_us;
    seen[seen_count++].alive = true;
}

int64_t tree_cpu_us(void)
{
    int64_t sum = gone_us;
    for (int i = 0; i < seen_count; i++) sum += seen[i].cpu_us;
    return sum;
}

static pid_t excluded;

void tree_exclude(pid_t pid)
{
    excluded = pid;
}

static int add(pid_t *pids, int count, pid_t pid)
{
    if (count < MAX_ALIVE && pid != getpid() && pid != excluded && pid > 1) pids[count++] = pid;
    return count;
}

/* Children of every thread of a process, appended to pids. */
static int add_children(pid_t *pids, int count, pid_t parent)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)parent);
    DIR *tasks = opendir(path);
    if (tasks == NULL) return count;
    for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
        if (task->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, atoi(task->d_name));
        FILE *children = fopen(path, "re");
        int pid;
        while (children != NULL && fscanf(children, "%d", &pid) == 1) count = add(pids, count, pid);
        if (children != NULL) fclose(children);
    }
    closedir(tasks);
    return count;
}

/* All living processes of the run. */
static int list_alive(pid_t *pids)
{
    int count = 0;
    if (!namespace_ours) {
        /* We are the subreaper: whatever the program starts stays below us. */
        if (!proc_ours) return add(pids, 0, first);
        count = add_children(pids, count, getpid());
        for (int i = 0; i < count; i++) count = add_children(pids, count, pids[i]);
        return count;
    }
    pid_t last = last_pid();
    wrapped |= last < newest;
    newest = last;
    if (!wrapped && last - since < 50000) {
        if (since > first && process_cpu_us(first) >= 0) count = add(pids, count, first);
        for (pid_t pid = since; pid <= last; pid++)
            if (process_cpu_us(pid) >= 0) count = add(pids, count, pid);
        return count;
    }
    /* The numbers have wrapped around: ask /proc, which a process cannot leave without losing its dumpability. */
    DIR *proc = opendir("/proc");
    if (proc == NULL) return add(pids, 0, first);
    for (struct dirent *entry; (entry = readdir(proc)) != NULL;) {
        pid_t pid = (pid_t)atoi(entry->d_name);
        if (pid > 0 && process_cpu_us(pid) >= 0) count = add(pids, count, pid);
    }
    closedir(proc);
    return count;
}

int64_t resident_bytes_in(int statm)
{
    char text[128];
    ssize_t got = pread(statm, text, sizeof text - 1, 0);
    if (got <= 0) return 0;
    text[got] = 0;
    char *space = strchr(text, ' ');
    return space == NULL ? 0 : atoll(space + 1) * sysconf(_SC_PAGESIZE);
}

static int64_t resident_bytes(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    int64_t bytes = resident_bytes_in(file);
    close(file);
    return bytes;
}

/* A process's share of memory: pages that several have mapped are divided among them. -1: not told. */
static int64_t proportional_bytes(pid_t pid)
{
    char path[64], line[160];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL) return -1;
    int64_t kib = -1;
    while (kib < 0 && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "Pss:", 4) == 0) kib = atoll(line + 4);
    fclose(file);
    return kib < 0 ? -1 : kib * 1024;
}

/* Memory files that a process holds open. One file held by several is counted once, if they are few. */
static int64_t memory_file_bytes(const pid_t *pids, int count)
{
    static struct { dev_t device; ino_t inode; } known[1024];
    int known_count = 0;
    int64_t sum = 0;
    for (int i = 0; i < count; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/fd", (int)pids[i]);
        DIR *files = opendir(path);
        if (files == NULL) continue;
        for (struct dirent *file; (file = readdir(files)) != NULL;) {
            struct stat stat;
            if (fstatat(dirfd(files), file->d_name, &stat, 0) != 0 || !S_ISREG(stat.st_mode) || stat.st_nlink != 0) continue;
            bool again = false;
            for (int k = 0; k < known_count && !again; k++)
                again = known[k].device == stat.st_dev && known[k].inode == stat.st_ino;
            if (again) continue;
            if (known_count < 1024) {
                known[known_count].device = stat.st_dev;
                known[known_count++].inode = stat.st_ino;
            }
            sum += (int64_t)stat.st_blocks * 512;
        }
        closedir(files);
    }
    return sum;
}

void tree_sample(int64_t memory_limit, int64_t *cpu_us, int64_t *memory)
{
    static pid_t alive[MAX_ALIVE];
    int count = list_alive(alive);
    int64_t resident = 0;
    for (int i = 0; i < seen_count; i++) seen[i].alive = false;
    for (int i = 0; i < count; i++) {
        int64_t used = process_cpu_us(alive[i]);
        if (used >= 0) note(alive[i], used);
        if (alive[i] != driver) resident += resident_bytes(alive[i]);
    }
    if (count > 1 && (count <= FEW || resident > memory_limit)) {
        /* Forked processes share pages: count each page once. It costs more, so with many only where it decides. */
        int64_t proportional = 0;
        for (int i = 0; i < count; i++) {
            if (alive[i] == driver) continue;
            int64_t share = proportional_bytes(alive[i]);
            proportional += share < 0 ? resident_bytes(alive[i]) : share;
        }
        resident = proportional;
    }
    /* Files in memory are in nobody's resident set. Looking for them costs, so only when the machine has more of them. */
    if (resident <= memory_limit && machine_shared_bytes() - shared_before > memory_limit / 4) {
        int64_t places = namespace_ours ? files_in("/tmp") + files_in("/dev/shm") - places_before : 0;
        resident += memory_file_bytes(alive, count) + (places > 0 ? places : 0);
    }
    /* Keep the table for the living: what the dead used is one sum. */
    int kept = 0;
    for (int i = 0; i < seen_count; i++) {
        if (seen[i].alive) seen[kept++] = seen[i];
        else gone_us += seen[i].cpu_us;
    }
    seen_count = kept;
    *cpu_us = tree_cpu_us();
    *memory = resident;
}

void tree_kill(pid_t child)
{
    if (namespace_ours) {
        confine_kill(-1); /* atomic against fork: a fork with a fatal signal pending fails */
        return;
    }
    static pid_t alive[MAX_ALIVE];
    if (child > 1) confine_kill(-child);
    int count = list_alive(alive);
    for (int i = 0; i < count; i++) confine_kill(alive[i]);
}

void tree_kill_others(pid_t spared)
{
    static pid_t alive[MAX_ALIVE];
    int count = list_alive(alive);
    for (int i = 0; i < count; i++)
        if (alive[i] != spared) confine_kill(alive[i]);
}

bool tree_alone(pid_t pid)
{
    static pid_t alive[MAX_ALIVE];
    bool alone = list_alive(alive) == 1 && alive[0] == pid;
    /* Whatever comes to life after the list was made has a higher number. */
    if (alone && namespace_ours && !wrapped) since = newest + 1;
    return alone;
}

/* Whether the kernel's out-of-memory killer struck since this was last asked. The count is the machine's: good enough
   to tell a SIGKILL that nobody sent. */
bool tree_oom_happened(void)
{
    static long long before = -1;
    long long count = -1;
    char line[128];
    FILE *file = fopen("/proc/vmstat", "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "oom_kill ", 9) == 0) count = atoll(line + 9);
    if (file != NULL) fclose(file);
    bool struck = before >= 0 && count > before;
    before = count;
    return struck;
}
