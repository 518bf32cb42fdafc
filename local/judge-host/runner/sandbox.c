/* The sandbox that needs no other program: namespaces, a read-only tree, no privileges, a short list of refused calls. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner.h"

/* From <sys/mount.h>, which cannot be included beside <linux/mount.h>. */
extern int mount(const char *, const char *, const char *, unsigned long, const void *);
extern int umount2(const char *, int);
#define UNMOUNT_DETACH 2

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

static void write_file(const char *path, const char *text, int optional) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
    if (!optional) fail("write", path);
  }
  if (fd >= 0) close(fd);
}

void join_cgroups(const struct options *o) {
  char path[4096];
  for (int i = 0; i < o->cgroup_count; i++) {
    snprintf(path, sizeof path, "%s/cgroup.procs", o->cgroups[i]);
    write_file(path, "0", 0);
  }
}

static void make_parents(char *path) {
  for (char *c = path + 1; (c = strchr(c, '/')); c++) {
    *c = 0;
    if (mkdir(path, 0755) && errno != EEXIST) fail("mkdir", path);
    *c = '/';
  }
}

static void set_attributes(const char *path, int recursive, uint64_t attributes) {
  struct mount_attr attr = {.attr_set = attributes};
  if (syscall(SYS_mount_setattr, AT_FDCWD, path, recursive ? AT_RECURSIVE : 0, &attr, sizeof attr))
    fail("mount_setattr", path);
}

static void bind(const char *source, const char *target, uint64_t attributes) {
  struct stat st;
  if (stat(source, &st)) fail("stat", source);
  if (S_ISDIR(st.st_mode)) {
    if (mkdir(target, 0755) && errno != EEXIST) fail("mkdir", target);
  } else if (access(target, F_OK)) {
    int fd = open(target, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
    if (fd < 0) fail("open", target);
    close(fd);
  }
  if (mount(source, target, NULL, MS_BIND | MS_REC, NULL)) fail("bind", source);
  set_attributes(target, 1, attributes);
}

static void mount_tmpfs(const char *target, long size_kib, const char *mode) {
  char data[96];
  if (mkdir(target, 0755) && errno != EEXIST) fail("mkdir", target);
  snprintf(data, sizeof data, "size=%ldk,mode=%s", size_kib, mode);
  if (mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, data)) fail("mount tmpfs", target);
}

static void link_to(const char *target, const char *path) {
  if (symlink(target, path) && errno != EEXIST) fail("symlink", path);
}

/* /dev of a program that judges nothing but text: no terminals, no disks. */
static void build_dev(const char *root) {
  static const char *const devices[] = {"null", "zero", "full", "random", "urandom"};
  char target[4096], source[64];
  snprintf(target, sizeof target, "%s/dev", root);
  mount_tmpfs(target, 64, "755");
  for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
    snprintf(source, sizeof source, "/dev/%s", devices[i]);
    snprintf(target, sizeof target, "%s/dev/%s", root, devices[i]);
    bind(source, target, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
  }
  static const char *const links[][2] = {{"/proc/self/fd", "fd"}, {"/proc/self/fd/0", "stdin"},
                                         {"/proc/self/fd/1", "stdout"}, {"/proc/self/fd/2", "stderr"}};
  for (size_t i = 0; i < 4; i++) {
    snprintf(target, sizeof target, "%s/dev/%s", root, links[i][1]);
    link_to(links[i][0], target);
  }
  snprintf(target, sizeof target, "%s/dev/shm", root);
  mount_tmpfs(target, 65536, "1777");
  snprintf(target, sizeof target, "%s/dev", root);
  set_attributes(target, 0, MOUNT_ATTR_RDONLY);
}

/* Two views of the processes: ours sees all, the program's hides what is not its own and cannot be written. */
static int mount_proc(const char *root) {
  char target[4096];
  snprintf(target, sizeof target, "%s/proc", root);
  if (mkdir(target, 0755) && errno != EEXIST) fail("mkdir", target);
  if (mount("proc", target, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) fail("mount", "proc");
  int all = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (all < 0) fail("open", target);
  if (mount("proc", target, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "hidepid=2")) fail("mount", "proc");
  return all;
}

/*
 * No mount of ours may reach the machine. That is said of a root that is a mount, which a chroot is not: then we step
 * out of it (as only root can, and only root gets here in one), say it of the machine's root, and step back in.
 */
static void keep_mounts_to_ourselves(const char *some_directory) {
  if (!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return;
  if (errno != EINVAL) fail("mount private", "/");
  int inside = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (inside < 0 || fchdir(inside) || chroot(some_directory)) fail("chroot", some_directory);
  for (struct stat here = {0}, above = {0}; !stat(".", &here) && !stat("..", &above);) {
    if (here.st_ino == above.st_ino && here.st_dev == above.st_dev) break;
    if (chdir("..")) fail("chdir", "..");
  }
  if (chroot(".")) fail("chroot", "the machine's root");
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail("mount private", "the machine's root");
  if (fchdir(inside) || chroot(".")) fail("chroot", "back");
  close(inside);
}

/*
 * The old root goes away whole. Where we are in a chroot ourselves (somebody tries a bare system in a directory), the
 * kernel refuses that; a chroot is then as tight, because the program has no capability to leave it and no directory
 * of the outside open.
 */
static void leave_old_root(const char *root) {
  if (!syscall(SYS_pivot_root, ".", ".")) {
    if (umount2(".", UNMOUNT_DETACH)) fail("umount", "the old root");
    return;
  }
  if (errno != EINVAL) fail("pivot_root", root);
  if (mount(".", "/", NULL, MS_MOVE, NULL)) fail("move", root);
  if (chroot(".")) fail("chroot", root);
}

static int build_tree(const struct options *o) {
  char target[4096];
  keep_mounts_to_ourselves(o->root);
  if (mount("tmpfs", o->root, "tmpfs", MS_NOSUID | MS_NODEV, "size=256k,mode=755")) fail("mount tmpfs", o->root);
  for (int i = 0; i < o->mount_count; i++) {
    const struct mount_order *m = &o->mounts[i];
    snprintf(target, sizeof target, "%s%s", o->root, m->target);
    make_parents(target);
    if (m->kind == MOUNT_LINK) link_to(m->source, target);
    else bind(m->source, target,
              MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (m->kind == MOUNT_READ_ONLY ? MOUNT_ATTR_RDONLY : 0));
  }
  build_dev(o->root);
  int proc_dir = mount_proc(o->root);
  if (chdir(o->root)) fail("chdir", o->root);
  leave_old_root(o->root);
  if (chdir("/")) fail("chdir", "/");
  set_attributes("/", 0, MOUNT_ATTR_RDONLY);
  return proc_dir;
}

static void map_identity(pid_t child, uid_t uid, gid_t gid) {
  char path[64], text[64];
  snprintf(path, sizeof path, "/proc/%d/setgroups", child);
  write_file(path, "deny", 1);
  snprintf(path, sizeof path, "/proc/%d/uid_map", child);
  snprintf(text, sizeof text, "%u %u 1\n", uid, uid);
  write_file(path, text, 0);
  snprintf(path, sizeof path, "/proc/%d/gid_map", child);
  snprintf(text, sizeof text, "%u %u 1\n", gid, gid);
  write_file(path, text, 0);
}

int enter_namespaces(const struct options *o) {
  int ready[2];
  char byte = 0;
  if (!o->root) fail("no root= given", NULL);
  if (pipe2(ready, O_CLOEXEC)) fail("pipe", NULL);
  unsigned long flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | SIGCHLD;
  if (!o->share_net) flags |= CLONE_NEWNET;
  if (o->user_namespace) flags |= CLONE_NEWUSER;
  pid_t child = (pid_t)syscall(SYS_clone, flags, 0, 0, 0, 0);
  if (child < 0) fail("clone", "with new namespaces");
  if (child > 0) {
    close(ready[0]);
    if (o->user_namespace) map_identity(child, getuid(), getgid());
    if (write(ready[1], "x", 1) != 1) _exit(121);
    close(ready[1]);
    for (int fd = 0; fd <= HOST_FD; fd++) close(fd);
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 122);
  }
  if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl", "PR_SET_PDEATHSIG");
  close(ready[1]);
  if (read(ready[0], &byte, 1) != 1) _exit(121); /* the parent is gone already */
  close(ready[0]);
  if (sethostname("judge", 5)) fail("sethostname", NULL);
  int proc_dir = build_tree(o);
  if (o->user_namespace) {
    int fd = openat(proc_dir, "sys/user/max_user_namespaces", O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "0", 1) != 1) fail("write", "max_user_namespaces");
    close(fd);
  }
  return proc_dir;
}

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "the runner knows x86-64 and arm64"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define REFUSE(error) ANSWER(SECCOMP_RET_ERRNO | (error))
#define REFUSE_CALL(nr) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 1), REFUSE(EPERM)
#define NEW_NAMESPACES \
  (CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)

/* A refused call if its argument (low 32 bits) is one of two process ids: the watcher's, and another or the same again. */
#define REFUSE_ON(nr, argument, pid, other) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 5), LOAD(args[argument]), \
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(pid), 1, 0), \
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(other), 0, 1), REFUSE(EPERM), ANSWER(SECCOMP_RET_ALLOW)

/* A refused call if its argument is the watcher's process id; where others are in reach, if it is anybody's but one's own. */
#define REFUSE_ABOUT(nr, argument) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (nr), 0, 4), LOAD(args[argument]), \
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine_in_reach ? 0 : (uint32_t)watcher, !!machine_in_reach, !machine_in_reach), \
      REFUSE(EPERM), ANSWER(SECCOMP_RET_ALLOW)

/* Refused only where others are in reach: no call has the number that stands there else. */
#define REFUSE_OUTSIDE(nr) REFUSE_CALL(machine_in_reach ? (uint32_t)(nr) : UINT32_MAX)

/*
 * What no honest program of an exam calls, and what most kernel holes of the last ten years began with; and whatever
 * stops, slows or limits the watcher, which (but for the uid that root can give away) is a process of the same user.
 * clone3 hides its flags behind a pointer, so it "does not exist": every C library then falls back to clone.
 *
 * Where no namespace bounds them: `kill(-1)` reaches everything that its user runs; a socket reaches the network, and the
 * servers of its user that do as they are told (a session bus, an agent with keys); System V and message queues reach
 * memory of others, and a watch on their directories tells names. So they are refused there. Pairs of sockets, which
 * programs talk to their own children with, are not.
 */
static void refuse_system_calls(pid_t watcher, int refuse_kill_all, int machine_in_reach) {
  pid_t everybody = refuse_kill_all ? -1 : watcher;
  /* From its third version on Landlock asks where the file lies. */
  uint32_t cut_by_path = landlock_version() < 3 ? SYS_truncate : UINT32_MAX;
  struct sock_filter filter[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0),
      ANSWER(SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
#if defined(__x86_64__)
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      REFUSE(ENOSYS),
#endif
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
      REFUSE(ENOSYS),
      REFUSE_CALL(SYS_unshare), REFUSE_CALL(SYS_setns), REFUSE_CALL(SYS_mount), REFUSE_CALL(SYS_umount2),
      REFUSE_CALL(SYS_pivot_root), REFUSE_CALL(SYS_open_tree), REFUSE_CALL(SYS_move_mount), REFUSE_CALL(SYS_fsopen),
      REFUSE_CALL(SYS_fsmount), REFUSE_CALL(SYS_mount_setattr), REFUSE_CALL(SYS_bpf), REFUSE_CALL(SYS_perf_event_open),
      REFUSE_CALL(SYS_userfaultfd), REFUSE_CALL(SYS_keyctl), REFUSE_CALL(SYS_add_key), REFUSE_CALL(SYS_request_key),
      REFUSE_CALL(SYS_io_uring_setup), REFUSE_CALL(SYS_kexec_load), REFUSE_CALL(SYS_init_module),
      REFUSE_CALL(SYS_finit_module), REFUSE_CALL(SYS_swapon), REFUSE_CALL(SYS_vhangup),
      REFUSE_OUTSIDE(SYS_socket), REFUSE_OUTSIDE(SYS_shmget), REFUSE_OUTSIDE(SYS_shmat), REFUSE_OUTSIDE(SYS_shmctl),
      REFUSE_OUTSIDE(SYS_semget), REFUSE_OUTSIDE(SYS_semop), REFUSE_OUTSIDE(SYS_semtimedop), REFUSE_OUTSIDE(SYS_semctl),
      REFUSE_OUTSIDE(SYS_msgget), REFUSE_OUTSIDE(SYS_msgsnd), REFUSE_OUTSIDE(SYS_msgrcv), REFUSE_OUTSIDE(SYS_msgctl),
      REFUSE_OUTSIDE(SYS_mq_open), REFUSE_OUTSIDE(SYS_mq_unlink), REFUSE_OUTSIDE(SYS_inotify_add_watch),
      REFUSE_OUTSIDE(SYS_fanotify_init), REFUSE_OUTSIDE(SYS_ioprio_set), REFUSE_OUTSIDE(cut_by_path),
      REFUSE_ON(SYS_kill, 0, watcher, everybody),
      REFUSE_ON(SYS_tkill, 0, watcher, watcher),
      REFUSE_ON(SYS_tgkill, 0, watcher, watcher),
      REFUSE_ON(SYS_rt_sigqueueinfo, 0, watcher, everybody),
      REFUSE_ON(SYS_rt_tgsigqueueinfo, 0, watcher, watcher),
      REFUSE_ON(SYS_pidfd_open, 0, watcher, watcher),
      REFUSE_ABOUT(SYS_prlimit64, 0), REFUSE_ABOUT(SYS_sched_setscheduler, 0), REFUSE_ABOUT(SYS_sched_setparam, 0),
      REFUSE_ABOUT(SYS_sched_setattr, 0), REFUSE_ABOUT(SYS_sched_setaffinity, 0), REFUSE_ABOUT(SYS_ioprio_set, 1),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_setpriority, 0, 3),
      LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PRIO_USER, 0, 1),
      REFUSE(EPERM),
      LOAD(nr),
      REFUSE_ABOUT(SYS_setpriority, 1),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
      LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NEW_NAMESPACES, 0, 1),
      REFUSE(EPERM),
      ANSWER(SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)) fail("seccomp", NULL);
}

static void keep_capabilities(uint32_t capabilities) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  data[0].effective = data[0].permitted = capabilities;
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (syscall(SYS_capset, &header, data)) fail("capset", NULL);
}

static void hide(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("prctl", "PR_SET_NO_NEW_PRIVS");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)) fail("prctl", "PR_SET_DUMPABLE");
}

/* Where no namespace dies with us, the end of our parent must leave us the time to kill what we watch. */
void follow_parent(int signal) {
  if (prctl(PR_SET_PDEATHSIG, signal)) fail("prctl", "PR_SET_PDEATHSIG"); /* a change of uid cleared it */
}

/*
 * A watcher keeps root as its real and saved uid, with no capability to go with it: so it is none of the processes that
 * the program's cap counts, the program cannot signal it, and a parent that is root without capabilities, as bubblewrap
 * is, still can (else the parent's death would not reach us). Its effective uid is the program's, which it must kill.
 */
void drop_privileges(const struct options *o, pid_t watcher, int refuse_kill_all, int machine_in_reach,
                     int is_watcher) {
  if (geteuid() == 0)
    for (int cap = 0; cap <= 63; cap++)
      if (prctl(PR_CAPBSET_READ, cap) == 1) prctl(PR_CAPBSET_DROP, cap); /* bubblewrap may have left us no right to */
  if (o->uid >= 0) {
    uid_t kept = is_watcher ? 0 : (uid_t)o->uid;
    if (setgroups(0, NULL)) fail("setgroups", NULL);
    if (setresgid((gid_t)o->gid, (gid_t)o->gid, (gid_t)o->gid)) fail("setresgid", NULL);
    if (setresuid(kept, (uid_t)o->uid, kept)) fail("setresuid", NULL);
  }
  keep_capabilities(0);
  errno = 0;
  if (geteuid() == 0 || getgid() == 0) fail("participants' programs do not run as root", NULL);
  hide();
  refuse_system_calls(watcher, refuse_kill_all, machine_in_reach);
}

/* To kill what runs as another uid, and to see how full a box is that only that uid may open. */
void keep_only_what_watching_needs(void) {
  keep_capabilities(1u << CAP_KILL | 1u << CAP_DAC_READ_SEARCH);
  hide();
}
