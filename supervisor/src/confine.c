#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "the seccomp filter knows x86-64 and arm64"
#endif

/* Calls newer than the C library's header; the numbers are the same on both architectures. */
enum {
    NR_pidfd_send_signal = 424, NR_io_uring_setup = 425, NR_pidfd_open = 434, NR_clone3 = 435, NR_pidfd_getfd = 438,
    NR_process_madvise = 440, NR_process_mrelease = 448, NR_fchmodat2 = 452, NR_setxattrat = 463,
};

/* CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
enum { MAX_FILTER = 320, CLONE_NEW_ANY = 0x7E020000 };

/* Installing a filter costs a fifth of starting a small program, so what is the same for all is installed once, in the
   supervisor, and inherited. It denies the supervisor too what it denies the program: to signal everybody. Our own
   calls carry a third argument that kill does not have, and that nobody else can know. */
static uint64_t secret;

/* The filter that is being written, and the one of those whose rules name their own pid; that one may be empty. */
static struct sock_filter *filter, inherited[MAX_FILTER], childs_own[MAX_FILTER];
static unsigned short length, inherited_length, childs_own_length;
/* Stand in the filter for the pid of the child that will carry it, which is not known yet, and for the group it leads. */
enum { CHILD = 0x7FFFFFF1, CHILDS_GROUP = -CHILD };

static void emit(unsigned short code, unsigned char yes, unsigned char no, uint32_t value)
{
    filter[length++] = (struct sock_filter){code, yes, no, value};
}

static void load(size_t offset)
{
    emit(BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset);
}

static void give(uint32_t answer)
{
    emit(BPF_RET | BPF_K, 0, 0, answer);
}

static void deny(int error)
{
    give(SECCOMP_RET_ERRNO | (uint32_t)error);
}

/* If the loaded word equals value: deny. */
static void deny_if(uint32_t value, int error)
{
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value);
    deny(error);
}

static void load_argument(int index)
{
    load(offsetof(struct seccomp_data, args) + 8 * (size_t)index); /* low half: both architectures are little-endian */
}

/* Begins a block for one call: returns where to patch the jump over it. */
static unsigned short begin_call(uint32_t number)
{
    load(offsetof(struct seccomp_data, nr));
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, number);
    return (unsigned short)(length - 1);
}

static void end_call(unsigned short at)
{
    give(SECCOMP_RET_ALLOW);
    filter[at].jf = (unsigned char)(length - at - 1);
}

static void load_argument_high(int index)
{
    load(offsetof(struct seccomp_data, args) + 8 * (size_t)index + 4);
}

/* Denies a call whose argument names one of ours: a pid, our process group, everybody, or the namespace's first. */
static void protect(uint32_t number, pid_t protected)
{
    unsigned short at = begin_call(number);
    if (number == SYS_kill) {
        load_argument(2);
        emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 3, (uint32_t)secret);
        load_argument_high(2);
        emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (uint32_t)(secret >> 32));
        give(SECCOMP_RET_ALLOW);
    }
    load_argument(0);
    deny_if((uint32_t)protected, EPERM);
    if (protected == CHILD) deny_if((uint32_t)CHILDS_GROUP, EPERM);
    deny_if((uint32_t)-1, EPERM);
    /* A group from outside the namespace has no number here: 0, which would name the caller itself. */
    if (getpgrp() > 0) deny_if((uint32_t)-getpgrp(), EPERM);
    deny_if(1, EPERM);
    end_call(at);
}

/* Who joins a group may signal it as its own. */
static void deny_joining(pid_t group)
{
    unsigned short at = begin_call(SYS_setpgid);
    load_argument(1);
    deny_if((uint32_t)group, EPERM);
    end_call(at);
}

/* Every call that could signal, slow or take hold of a process. Of a thread, tkill names the first one only: the others'
   numbers are not known. */
static const uint32_t signals[] = {SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo};
static const uint32_t holds[] = {SYS_prlimit64, SYS_sched_setaffinity, SYS_sched_setscheduler, SYS_sched_setparam,
                                 SYS_sched_setattr, NR_pidfd_open};
enum { SIGNALS = sizeof signals / sizeof *signals, HOLDS = sizeof holds / sizeof *holds };

static void protect_process(pid_t protected, bool signals_too)
{
    for (size_t i = 0; signals_too && i < SIGNALS; i++) protect(signals[i], protected);
    for (size_t i = 0; i < HOLDS; i++) protect(holds[i], protected);
}

/* Where other people's processes are in reach: a call may name the program itself and its own group, only. */
static void allow_to_self(uint32_t number)
{
    unsigned short at = begin_call(number);
    load_argument(0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 2, 0, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, CHILD);
    deny(EPERM);
    end_call(at);
}

bool confine_available(void)
{
    return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

static void begin_filter(struct sock_filter *target)
{
    filter = target;
    length = 0;
    load(offsetof(struct seccomp_data, arch));
    emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, NATIVE_ARCH);
    deny(EPERM);
}

/* Answers a call that would make stdout or stderr non-blocking as if it had been done. A judge gives a program a file
   there, which never makes anybody wait; to one who believes that of a pipe, a runtime that writes when it may (Node)
   loses at its exit what did not fit. */
enum { KEEP_BLOCKING = 4 };

static void keep_blocking(void)
{
    load_argument(0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 2);
    give(SECCOMP_RET_ERRNO | 0);
}

static void write_inherited(pid_t supervisor, bool own_namespace, bool forks)
{
    static const uint32_t never[] = {
        SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, NR_pidfd_getfd, NR_pidfd_send_signal,
        NR_process_madvise, NR_process_mrelease, SYS_setpriority, SYS_ioprio_set,
        /* Keys outlive the sandbox: a channel between submissions that share a uid. */
        SYS_add_key, SYS_request_key, SYS_keyctl,
        SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_unshare, SYS_setns, SYS_mount, SYS_umount2,
        SYS_pivot_root, SYS_chroot,
    };
    begin_filter(inherited);
    load(offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    emit(BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000); /* the x32 twins of everything denied below */
    deny(ENOSYS);
#endif
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) deny_if(never[i], EPERM);
    /* Its flags are behind a pointer, which a filter cannot read; without it C libraries use clone. */
    deny_if(NR_clone3, ENOSYS);
    deny_if(NR_io_uring_setup, ENOSYS);

    unsigned short at = begin_call(SYS_clone);
    load_argument(0);
    emit(BPF_JMP | BPF_JSET | BPF_K, 0, 1, CLONE_NEW_ANY);
    deny(EPERM);
    end_call(at);

    at = begin_call(SYS_fcntl);
    load_argument(1);
    /* The kernel would deliver SIGIO, or any signal, to whom these name. */
    deny_if(F_SETOWN, EPERM);
    deny_if(15 /* F_SETOWN_EX */, EPERM);
    deny_if(10 /* F_SETSIG */, EPERM);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, KEEP_BLOCKING + 2, F_SETFL);
    load_argument(2);
    emit(BPF_JMP | BPF_JSET | BPF_K, 0, KEEP_BLOCKING, O_NONBLOCK);
    keep_blocking();
    end_call(at);

    at = begin_call(SYS_ioctl);
    load_argument(1);
    deny_if(0x8901 /* FIOSETOWN */, EPERM);
    deny_if(0x8902 /* SIOCSPGRP */, EPERM);
    deny_if(0x5412 /* TIOCSTI */, EPERM);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, KEEP_BLOCKING, 0x5421 /* FIONBIO */);
    keep_blocking();
    end_call(at);

    if (!forks) {
        /* A process that hides itself hides its memory from us; but a driver must hide from those that it forks. */
        at = begin_call(SYS_prctl);
        load_argument(0);
        deny_if(PR_SET_DUMPABLE, EPERM);
        end_call(at);
    }
    if (getpgrp() > 0) deny_joining(getpgrp());
    protect_process(supervisor, own_namespace);
    give(SECCOMP_RET_ALLOW);
    inherited_length = length;
}

/* What would make the interactor's folder readable, whose name nobody knows: its owner may not read the one above. */
static void keep_modes(void)
{
    static const uint32_t calls[] = {
#ifdef SYS_chmod
        SYS_chmod,
#endif
        SYS_fchmod, SYS_fchmodat, NR_fchmodat2, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, NR_setxattrat,
    };
    load(offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) deny_if(calls[i], EPERM);
}

static void write_childs_own(bool own_namespace, bool forks, bool interacts)
{
    childs_own_length = 0;
    if (own_namespace && !forks && !interacts) return;
    begin_filter(childs_own);
    /* An interactor's threads answer to numbers of their own, which are not known either. */
    for (size_t i = 0; (!own_namespace || interacts) && i < SIGNALS; i++) allow_to_self(signals[i]);
    for (size_t i = 0; interacts && i < HOLDS; i++) allow_to_self(holds[i]);
    if (interacts) keep_modes();
    /* One that forks test cases must not be in their reach. */
    if (forks) {
        deny_joining(CHILD);
        protect_process(CHILD, own_namespace);
    }
    give(SECCOMP_RET_ALLOW);
    childs_own_length = length;
}

static int install(struct sock_filter *rules, unsigned short count)
{
    struct sock_fprog program = {count, rules};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0 ? 0 : errno;
}

/* A limit as near to the wanted one as the hard limit lets it be. */
static struct rlimit within(int resource, int64_t wanted)
{
    struct rlimit current = {0, 0};
    getrlimit(resource, &current);
    rlim_t value = (rlim_t)wanted < current.rlim_max ? (rlim_t)wanted : current.rlim_max;
    return (struct rlimit){value, value};
}

static struct rlimit cpu_net, data_net, processes_net;

int confine_prepare(const struct batch *batch, bool own_namespace)
{
    bool forks = batch->mode == FORK_ANSWER || batch->mode == FORK_STDIO;
    struct rlimit none = {0, 0}, stack = within(RLIMIT_STACK, batch->stack);
    /* Nets below the limits that the supervisor itself watches: CPU time is sampled, this stops what escapes it. */
    cpu_net = within(RLIMIT_CPU, batch->cpu_us / 1000000 + 2);
    data_net = within(RLIMIT_DATA, batch->data);
    processes_net = within(RLIMIT_NPROC, batch->processes);
    if (setrlimit(RLIMIT_STACK, &stack) != 0 || setrlimit(RLIMIT_CORE, &none) != 0 || setrlimit(RLIMIT_MSGQUEUE, &none) != 0)
        return errno;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (!confine_available()) return 0; /* then a signal can end the batch early, which is seen; nothing is forged */
    if (getrandom(&secret, sizeof secret, 0) != sizeof secret) return EIO;
    write_inherited(getpid(), own_namespace, forks);
    write_childs_own(own_namespace, forks, batch->mode == INTERACT);
    return install(inherited, inherited_length);
}

int confine_child(const struct batch *batch, bool own_namespace)
{
    /* A session of its own costs more than a group, and gives no more where there is no terminal. */
    if ((own_namespace ? setpgid(0, 0) : setsid()) < 0) return errno;
    if (batch->mode != ANSWER && batch->mode != ANSWER_ONCE && setrlimit(RLIMIT_CPU, &cpu_net) != 0) return errno;
    if (setrlimit(RLIMIT_DATA, &data_net) != 0) return errno;
    /* The kernel counts processes by user: outside a namespace of our own that would count somebody else's. */
    if (own_namespace && setrlimit(RLIMIT_NPROC, &processes_net) != 0) return errno;
    if (childs_own_length == 0) return 0;
    for (unsigned short i = 0; i < childs_own_length; i++) {
        if (childs_own[i].code != (BPF_JMP | BPF_JEQ | BPF_K)) continue;
        if (childs_own[i].k == CHILD) childs_own[i].k = (uint32_t)getpid();
        else if (childs_own[i].k == (uint32_t)CHILDS_GROUP) childs_own[i].k = (uint32_t)-getpid();
    }
    return install(childs_own, childs_own_length);
}

/* An interactor is one process for its whole life: what it would start could be read by the program that it talks with. */
static void write_interactors(int program, const char *no_path)
{
    static const uint32_t starts[] = {
#ifdef SYS_fork
        SYS_fork, SYS_vfork,
#endif
        SYS_execve,
    };
    uint64_t path = (uint64_t)(uintptr_t)no_path;
    begin_filter(childs_own);
    load(offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) deny_if(starts[i], EPERM);

    unsigned short at = begin_call(SYS_clone);
    load_argument(0);
    emit(BPF_JMP | BPF_JSET | BPF_K, 1, 0, 0x00010000 /* CLONE_THREAD */);
    deny(EPERM);
    end_call(at);

    /* Its own start is the only one: by an address that nothing has in what it becomes. */
    at = begin_call(SYS_execveat);
    load_argument(0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 4, (uint32_t)program);
    load_argument(1);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 2, (uint32_t)path);
    load_argument_high(1);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, (uint32_t)(path >> 32));
    deny(EPERM);
    end_call(at);
    give(SECCOMP_RET_ALLOW);
    childs_own_length = length;
}

int confine_interactor(const struct batch *batch, int program, const char *no_path)
{
    struct rlimit cpu = within(RLIMIT_CPU, batch->interactor_cpu_us / 1000000 + 2);
    /* A group can be joined by everybody in its session. */
    if (setsid() < 0 || setrlimit(RLIMIT_CPU, &cpu) != 0) return errno;
    if (!confine_available()) return ENOSYS;
    write_interactors(program, no_path);
    return install(childs_own, childs_own_length);
}

void confine_kill(pid_t pid)
{
    syscall(SYS_kill, (long)pid, (long)SIGKILL, (long)secret);
}
