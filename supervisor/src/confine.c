#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
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
    NR_process_madvise = 440, NR_process_mrelease = 448,
};

/* CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
enum { MAX_FILTER = 256, CLONE_NEW_ANY = 0x7E020000 };

static struct sock_filter filter[MAX_FILTER];
static unsigned short length;
/* Stands in the filter for the pid of the child that will carry it, which is not known yet. */
enum { CHILD = 0x7FFFFFF1 };

/* Whether the carrier of the filter forks test cases that must not reach it. */
static bool protect_driver;

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

/* Denies a call whose argument names us: our pid, our process group, everybody, or the namespace's first process. */
static void protect(uint32_t number, int argument, pid_t supervisor)
{
    unsigned short at = begin_call(number);
    load_argument(argument);
    deny_if((uint32_t)supervisor, EPERM);
    deny_if((uint32_t)-1, EPERM);
    if (protect_driver) deny_if(CHILD, EPERM);
    deny_if((uint32_t)-getpgrp(), EPERM);
    deny_if(1, EPERM);
    end_call(at);
}

/* Where other people's processes are in reach: signals may go to the program itself and its own group, only. */
static void allow_signals_to_self(uint32_t number)
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

void confine_prepare(pid_t supervisor, bool own_namespace, enum mode mode)
{
    static const uint32_t never[] = {
        SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, NR_pidfd_getfd, NR_pidfd_send_signal,
        NR_process_madvise, NR_process_mrelease, SYS_setpriority, SYS_ioprio_set,
        /* Keys outlive the sandbox: a channel between submissions that share a uid. */
        SYS_add_key, SYS_request_key, SYS_keyctl,
        SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_unshare, SYS_setns, SYS_mount, SYS_umount2,
        SYS_pivot_root, SYS_chroot,
    };
    length = 0;
    protect_driver = mode == FORK_ANSWER || mode == FORK_STDIO;
    load(offsetof(struct seccomp_data, arch));
    emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, NATIVE_ARCH);
    deny(EPERM);
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
    end_call(at);

    at = begin_call(SYS_ioctl);
    load_argument(1);
    deny_if(0x8901 /* FIOSETOWN */, EPERM);
    deny_if(0x8902 /* SIOCSPGRP */, EPERM);
    deny_if(0x5412 /* TIOCSTI */, EPERM);
    end_call(at);

    if (!protect_driver) {
        /* A process that hides itself hides its memory from us; but a driver must hide from those that it forks. */
        at = begin_call(SYS_prctl);
        load_argument(0);
        deny_if(PR_SET_DUMPABLE, EPERM);
        end_call(at);
    }

    if (own_namespace) {
        protect(SYS_kill, 0, supervisor);
        protect(SYS_tkill, 0, supervisor);
        protect(SYS_tgkill, 0, supervisor);
        protect(SYS_rt_sigqueueinfo, 0, supervisor);
        protect(SYS_rt_tgsigqueueinfo, 0, supervisor);
    } else {
        allow_signals_to_self(SYS_kill);
        allow_signals_to_self(SYS_tgkill);
        allow_signals_to_self(SYS_rt_sigqueueinfo);
        allow_signals_to_self(SYS_rt_tgsigqueueinfo);
    }
    protect(SYS_prlimit64, 0, supervisor);
    protect(SYS_sched_setaffinity, 0, supervisor);
    protect(SYS_sched_setscheduler, 0, supervisor);
    protect(SYS_sched_setparam, 0, supervisor);
    protect(SYS_sched_setattr, 0, supervisor);
    protect(NR_pidfd_open, 0, supervisor);
    give(SECCOMP_RET_ALLOW);
}

static int limit(int resource, rlim_t wanted)
{
    struct rlimit current;
    if (getrlimit(resource, &current) != 0) return errno;
    if (wanted > current.rlim_max) wanted = current.rlim_max;
    struct rlimit set = {wanted, wanted};
    return setrlimit(resource, &set) == 0 ? 0 : errno;
}

int confine_child(const struct batch *batch, bool own_namespace)
{
    int error;
    if (setsid() < 0) return errno;
    /* Nets below the limits that the supervisor itself watches: CPU time is sampled, this stops what escapes it. */
    if (batch->mode != ANSWER && (error = limit(RLIMIT_CPU, (rlim_t)(batch->cpu_us / 1000000 + 2))) != 0) return error;
    if ((error = limit(RLIMIT_DATA, (rlim_t)batch->data)) != 0) return error;
    if ((error = limit(RLIMIT_STACK, (rlim_t)batch->stack)) != 0) return error;
    if ((error = limit(RLIMIT_CORE, 0)) != 0) return error;
    if ((error = limit(RLIMIT_MSGQUEUE, 0)) != 0) return error;
    /* The kernel counts processes by user: outside a namespace of our own that would count somebody else's. */
    if (own_namespace && (error = limit(RLIMIT_NPROC, (rlim_t)batch->processes)) != 0) return error;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (!confine_available()) return 0; /* then a signal can end the batch early, which is seen; nothing is forged */
    for (unsigned short i = 0; i < length; i++)
        if (filter[i].code == (BPF_JMP | BPF_JEQ | BPF_K) && filter[i].k == CHILD) filter[i].k = (uint32_t)getpid();
    struct sock_fprog program = {length, filter};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) return errno;
    return 0;
}
