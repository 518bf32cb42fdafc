/* What the five parts of the runner share. The promises are in runner.c. */
#ifndef ASSIZE_RUNNER_H
#define ASSIZE_RUNNER_H

#include <stdint.h>
#include <sys/types.h>

enum mount_kind { MOUNT_READ_ONLY, MOUNT_WRITABLE, MOUNT_LINK };

struct mount_order {
  enum mount_kind kind;
  const char *source; /* host path, or the target of a link */
  const char *target; /* path inside the sandbox */
};

struct options {
  long uid, gid; /* -1: stay who we are */
  long parent;   /* pid that must still be our parent */
  long cpu_limit_ms, wall_limit_ms, memory_limit_kib, disk_limit_kib, disk_limit_entries;
  long processes, file_size_kib, stack_kib, open_files;
  int user_namespace, share_net, landlock;
  int no_input;   /* stdin is /dev/null */
  int one_output; /* stderr goes where stdout goes */
  const char *root, *cwd;
  const char *cgroups[8];
  int cgroup_count;
  const char *environment[64];
  int environment_count;
  struct mount_order mounts[96];
  int mount_count;
  char **argv;
};

/* The socket on which the order comes and the report goes. */
#define HOST_FD 3

/* Report {"error":"..."} and end. */
void fail(const char *what, const char *detail) __attribute__((noreturn));

/* sandbox.c */
void join_cgroups(const struct options *o);
int enter_namespaces(const struct options *o); /* returns only in PID 1 of the new namespaces: a directory of /proc */
void drop_privileges(const struct options *o, pid_t watcher, int refuse_kill_all, int machine_in_reach,
                     int is_watcher);
void keep_only_what_watching_needs(void);
void follow_parent(int signal);

/* landlock.c */
int landlock_version(void);                         /* 0: this kernel has none */
int plan_confinement(const struct options *o);      /* what the mounts name, and nothing else: a descriptor */
int confine(int ruleset);                           /* the caller and all that come from it; not 0: errno says why */

/* measure.c */
struct usage {
  uint64_t cpu_us;      /* of everything below us that lives */
  long memory_kib;      /* resident, shared pages once, and what lies in /dev/shm */
  int processes;
  pid_t biggest;        /* who holds the most private memory */
};
void measure_tree(int proc_dir, int whole_namespace, struct usage *out);
/* What lies below both directories (the second may be NULL) against one limit. */
int is_too_full(const char *box, const char *temporary, long limit_kib, long limit_entries);
long host_memory_available_kib(void);
void kill_tree(int proc_dir, int whole_namespace);

/* watch.c */
/* ruleset: what plan_confinement gave, or -1 */
int watch_run(const struct options *o, int proc_dir, int whole_namespace, int drop_late, int ruleset);

#endif
