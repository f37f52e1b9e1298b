/* Preloaded into every process of a struck run: strikes at the n-th operation on a file, keeps a journal of what was
 * written and what was made durable, and bends the clock, the resolver and the waits of SQLite.
 *
 * What to do is in a page of memory that the harness shares through a file (struct control, see shim.py). The journal
 * is a sequence of entries, each a header, a path and data (see journal.py). An operation is entered before its caller
 * goes on, so that what two processes do in turn is entered in that order; an fsync is entered before and after, since
 * it covers what was entered before it began, and only if it ended. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE, SYNC, RENAME, UNLINK, CREATE, TRUNCATE, MKDIR, SYNCED, KINDS };
enum { NOTHING, KILL, KILL_ALL, TERMINATE, FAIL };

struct control {
    int64_t clock_offset; /* seconds */
    int64_t strike_at;    /* the n-th operation of the kind, from 1; 0 for none */
    int32_t strike_kind;
    int32_t strike_after; /* once it is done, instead of before */
    int32_t action;
    int32_t error;        /* what FAIL gives, from then on, for all that writes */
    int32_t no_names;     /* whether nothing is resolved */
    int32_t impatient;    /* whether waits of SQLite pass a hundred times as fast */
    int32_t struck;
    int32_t spare;
    int64_t counts[KINDS];
};

struct entry {
    int32_t kind;
    int32_t path_length;
    int64_t inode;
    int64_t at;     /* offset, or the length after truncation, or the number of an fsync */
    int64_t length; /* of the data that follow the path */
};

#define FILES 65536
static struct control *control;
static const char *root;
static size_t root_length;
static int journal = -1;
static unsigned char watched[FILES]; /* 1 a file below the root, 2 a folder */

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    const char *page = getenv("FAULTS_CONTROL"), *entries = getenv("FAULTS_JOURNAL");
    root = getenv("FAULTS_ROOT");
    if (!page || !root) return;
    root_length = strlen(root);
    int file = syscall(SYS_openat, AT_FDCWD, page, O_RDWR | O_CLOEXEC, 0);
    if (file < 0) return;
    void *shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (shared != MAP_FAILED) control = shared;
    if (entries && *entries) {
        int low = syscall(SYS_openat, AT_FDCWD, entries, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
        journal = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 900); /* out of the way of who closes low numbers */
        if (low >= 0) syscall(SYS_close, low);
    }
}

static int below(const char *path) {
    return control && path && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length])
        && !(strlen(path) > 4 && !strcmp(path + strlen(path) - 4, "-shm")); /* memory, made anew after a crash */
}

static int is_watched(int fd) { return control && fd >= 0 && fd < FILES ? watched[fd] : 0; }

static void enter(int kind, const char *path, int64_t inode, int64_t at, const void *data, int64_t length) {
    if (journal < 0) return;
    struct entry head = {kind, path ? strlen(path) : 0, inode, at, length};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, head.path_length}, {(void *)data, length}};
    syscall(SYS_writev, journal, parts, 3);
}

static int64_t inode_of(int fd) {
    struct stat known;
    return fstat(fd, &known) ? 0 : (int64_t)known.st_ino;
}

static void strike(void) {
    __atomic_store_n(&control->struck, 1, __ATOMIC_SEQ_CST);
    if (control->action == KILL) kill(getpid(), SIGKILL);
    if (control->action == KILL_ALL) { kill(0, SIGKILL); for (;;) pause(); }
    if (control->action == TERMINATE) kill(getpid(), SIGTERM);
}

/* Count an operation that begins; return whether it is the one to strike after it. Sets errno where it is to fail. */
static int counted(int kind, int *failing) {
    *failing = 0;
    if (!control) return 0;
    if (control->action == KILL_ALL && control->struck) for (;;) pause(); /* the power is gone here too */
    int64_t number = __atomic_add_fetch(&control->counts[kind], 1, __ATOMIC_SEQ_CST);
    int due = control->strike_at && control->strike_kind == kind && number == control->strike_at;
    if (due && control->action == FAIL) __atomic_store_n(&control->struck, 1, __ATOMIC_SEQ_CST);
    if (control->action == FAIL && control->struck && kind != UNLINK) { errno = control->error; *failing = 1; return 0; }
    if (due && !control->strike_after) strike();
    return due && control->strike_after;
}

static void done(int due) {
    int kept = errno;
    if (due) strike();
    errno = kept;
}

/* Files */

static int opened(int fd, const char *path, int flags, int was_there) {
    if (fd < 0 || fd >= FILES || !below(path)) return fd;
    struct stat known;
    if (fstat(fd, &known)) return fd;
    if (S_ISDIR(known.st_mode)) { watched[fd] = 2; return fd; }
    if (!S_ISREG(known.st_mode) || (flags & O_ACCMODE) == O_RDONLY || (flags & O_TMPFILE) == O_TMPFILE) return fd;
    watched[fd] = 1;
    if (!was_there) enter(CREATE, path, known.st_ino, 0, NULL, 0);
    else if (flags & O_TRUNC) enter(TRUNCATE, NULL, known.st_ino, 0, NULL, 0);
    return fd;
}

static int open_any(int folder, const char *path, int flags, int mode) {
    int failing = 0, due = 0, creating = below(path) && (flags & (O_CREAT | O_TMPFILE));
    int was_there = creating && !syscall(SYS_faccessat, AT_FDCWD, path, F_OK);
    if (creating && !was_there) due = counted(CREATE, &failing);
    else if (control && control->action == FAIL && control->struck && control->error == EROFS
             && below(path) && (flags & O_ACCMODE) != O_RDONLY) { errno = EROFS; failing = 1; }
    if (failing) return -1;
    int fd = syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && fd < FILES) watched[fd] = 0;
    int kept = errno;
    opened(fd, path, flags, was_there || !creating);
    errno = kept;
    done(due);
    return fd;
}

#define MODE(last) int mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, last); mode = va_arg(rest, int); va_end(rest); }
int open(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }

int close(int fd) {
    if (fd >= 0 && fd == journal) return 0;
    if (fd >= 0 && fd < FILES) watched[fd] = 0;
    return syscall(SYS_close, fd);
}

static void wrote(int fd, int64_t at, const struct iovec *parts, int count, ssize_t length) {
    if (journal < 0 || length <= 0) return;
    char *data = malloc(length);
    ssize_t copied = 0;
    for (int i = 0; data && i < count && copied < length; i++) {
        ssize_t piece = (ssize_t)parts[i].iov_len < length - copied ? (ssize_t)parts[i].iov_len : length - copied;
        memcpy(data + copied, parts[i].iov_base, piece);
        copied += piece;
    }
    if (at < 0) at = lseek(fd, 0, SEEK_CUR) - length;
    if (data) enter(WRITE, NULL, inode_of(fd), at, data, length);
    free(data);
}

#define WATCHED_WRITE(call, at, parts, count) \
    int failing, due; ssize_t length; \
    if (is_watched(fd) != 1) return call; \
    due = counted(WRITE, &failing); \
    if (failing) return -1; \
    length = call; \
    int kept = errno; wrote(fd, at, parts, count, length); errno = kept; \
    done(due); \
    return length;

ssize_t write(int fd, const void *data, size_t size) {
    struct iovec one = {(void *)data, size};
    WATCHED_WRITE(syscall(SYS_write, fd, data, size), -1, &one, 1)
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    WATCHED_WRITE(syscall(SYS_writev, fd, parts, count), -1, parts, count)
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    struct iovec one = {(void *)data, size};
    WATCHED_WRITE(syscall(SYS_pwrite64, fd, data, size, at), at, &one, 1)
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

static int synced(int fd, long call) {
    static int64_t numbers;
    int failing, due;
    if (!is_watched(fd)) return syscall(call, fd);
    due = counted(SYNC, &failing);
    if (failing) return -1;
    int64_t number = ((int64_t)getpid() << 32) + __atomic_add_fetch(&numbers, 1, __ATOMIC_SEQ_CST);
    enter(SYNC, NULL, inode_of(fd), number, NULL, 0);
    int failed = journal >= 0 ? 0 : syscall(call, fd); /* what a disk would hold is told by the journal */
    if (!failed) enter(SYNCED, NULL, inode_of(fd), number, NULL, 0);
    done(due);
    return failed;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

static int truncated(int fd, int64_t size) {
    int failing, due;
    if (is_watched(fd) != 1) return syscall(SYS_ftruncate, fd, size);
    due = counted(TRUNCATE, &failing);
    if (failing) return -1;
    int failed = syscall(SYS_ftruncate, fd, size);
    if (!failed) enter(TRUNCATE, NULL, inode_of(fd), size, NULL, 0);
    done(due);
    return failed;
}
int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

/* Names */

#define NAMED(kind, call, path, at, data, size) \
    int failing, due; \
    if (!below(path)) return call; \
    due = counted(kind, &failing); \
    if (failing) return -1; \
    int failed = call; \
    int kept = errno; if (!failed) enter(kind, path, at, 0, data, size); errno = kept; \
    done(due); \
    return failed;

int rename(const char *from, const char *to) {
    NAMED(RENAME, syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to), from, 0, to, strlen(to))
}
int renameat(int a, const char *from, int b, const char *to) {
    if (a == AT_FDCWD && b == AT_FDCWD) return rename(from, to);
    return syscall(SYS_renameat, a, from, b, to);
}
int unlink(const char *path) { NAMED(UNLINK, syscall(SYS_unlinkat, AT_FDCWD, path, 0), path, 0, NULL, 0) }
int unlinkat(int folder, const char *path, int flags) {
    if (folder == AT_FDCWD && !flags) return unlink(path);
    return syscall(SYS_unlinkat, folder, path, flags);
}
int rmdir(const char *path) { NAMED(UNLINK, syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR), path, 0, NULL, 0) }

static int64_t inode_at(const char *path) {
    struct stat known;
    return stat(path, &known) ? 0 : (int64_t)known.st_ino;
}
int mkdir(const char *path, mode_t mode) {
    int failing, due;
    if (!below(path)) return syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    due = counted(MKDIR, &failing);
    if (failing) return -1;
    int failed = syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    int kept = errno;
    if (!failed) enter(MKDIR, path, inode_at(path), 0, NULL, 0);
    errno = kept;
    done(due);
    return failed;
}

/* The clock, names of hosts, and patience */

int clock_gettime(clockid_t clock, struct timespec *time) {
    int failed = syscall(SYS_clock_gettime, clock, time);
    if (!failed && control && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += control->clock_offset;
    return failed;
}
time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    REAL(getaddrinfo);
    const char *numeric = "0123456789.";
    if (!control || !name || strspn(name, numeric) == strlen(name) || strchr(name, ':'))
        return real(name, service, hints, found);
    if (control->no_names) return EAI_AGAIN;
    size_t length = strlen(name);
    if (length > 5 && !strcmp(name + length - 5, ".test")) return real("127.0.0.1", service, hints, found);
    return real(name, service, hints, found);
}

int usleep(useconds_t micro) {
    REAL(usleep);
    return real(control && control->impatient ? micro / 100 : micro);
}
