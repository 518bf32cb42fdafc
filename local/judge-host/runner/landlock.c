/* Where no namespace hides the machine: which files a program may reach, and that it reaches no process but its own. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runner.h"

/* Newer than Debian 12's headers: of the third version, and of the sixth. */
#define ACCESS_TRUNCATE (1ULL << 14)
#define SCOPE_ABSTRACT_SOCKETS (1ULL << 0)
#define SCOPE_SIGNALS (1ULL << 1)

struct ruleset { uint64_t files, network, scopes; };

#define READ (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define OF_A_FILE (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE)

int landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : (int)version;
}

/* All that this kernel can refuse; before its second version it lets nobody move a file from directory to directory. */
static uint64_t everything(void) {
  int version = landlock_version();
  uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (version >= 2) all |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) all |= ACCESS_TRUNCATE;
  return all;
}

static int allow(int ruleset, int fd, uint64_t access) {
  struct stat st;
  if (fstat(fd, &st)) return -1;
  access &= S_ISDIR(st.st_mode) ? everything() : everything() & OF_A_FILE;
  struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
  return (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

int plan_confinement(const struct options *o) {
  struct ruleset rules = {.files = everything()};
  if (landlock_version() >= 6) rules.scopes = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (ruleset < 0) fail("landlock", NULL);
  for (int i = 0; i < o->mount_count; i++) {
    const struct mount_order *m = &o->mounts[i];
    int fd = open(m->source, O_PATH | O_CLOEXEC);
    if (fd < 0 || allow(ruleset, fd, m->kind == MOUNT_WRITABLE ? ~0ULL : READ)) fail("landlock", m->source);
    close(fd);
  }
  return ruleset;
}

int confine(int ruleset) {
  /* What a program was given it may open again, by /dev/stdin and the like. Of pipes and sockets that needs no rule. */
  for (int fd = 0; fd <= 2; fd++) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0) continue;
    uint64_t access = (flags & 3) == O_WRONLY ? 0 : LANDLOCK_ACCESS_FS_READ_FILE;
    if ((flags & 3) != O_RDONLY) access |= LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE;
    allow(ruleset, fd, access);
  }
  return (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
}
