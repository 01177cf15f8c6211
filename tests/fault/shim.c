/*
 * Stands between a program and the system (LD_PRELOAD) and does what broken
 * disks, clocks and machines do: a full disk, one that cannot be written, syncs
 * that fail or last, writes that are cut short, a clock that steps, memory and
 * threads that are refused. FAULT_CONTROL names a file of 64 numbers of 64 bits
 * (enum control) that is mapped: who writes it commands the running program.
 * Disks are those of files below FAULT_DIR, and of standard error.
 *
 * FAULT_RECORD names a file that gets every change of these files in the order
 * it happened, so that what a power cut leaves can be made by hand; a sync is
 * written down and not done.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum control {
	ACTIVE,         /* 0: nothing below happens, but to clock and memory */
	MATCH,          /* bits: what is touched, see enum match */
	WRITE_ERRNO,    /* every write fails with */
	BUDGET,         /* so many bytes, then ENOSPC; -1: no end */
	FSYNC_ERRNO,    /* every sync fails with */
	FSYNC_DELAY_MS, /* every sync lasts */
	SHORT,          /* 1: a write takes half of what it gets */
	OPEN_ERRNO,     /* to open for writing, to make, rename, truncate */
	CLOCK_STEP_S,   /* the clock of the wall is off by */
	THREAD_ERRNO,   /* no thread can be made */
	MEMORY_FAILS,   /* the how manyth allocation fails; 0: none */
	MEMORY_STICKS,  /* 1: and all after it */
	MEMORY_COUNT,   /* told: allocations so far */
	HITS,           /* told: what was made to fail or cut */
	SYNCS,          /* told: syncs of what matches */
	WRITE_FAILS_AT, /* the how manyth write from now fails, once */
	THREAD_AT, /* the how manyth thread cannot be made, by THREAD_ERRNO */
	CONTROLS = 64
};

enum match {
	MATCH_DATABASE = 1, /* the file, its log and its index */
	MATCH_LOG = 2,      /* of the database alone */
	MATCH_OTHERS = 4,   /* all other files of the folder */
	MATCH_STDERR = 8,
	MATCH_TEMPORARY = 16, /* below /tmp: exports */
	MATCH_FILE = 32       /* of the database, without its log */
};

static _Atomic int64_t nothing[CONTROLS];
static _Atomic int64_t *control = nothing;
static char folder[PATH_MAX];
static size_t folder_length;
static int record_fd = -1;
static pthread_mutex_t record_lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&(name)))real(#name))

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("FAULT_CONTROL");
	const char *dir = getenv("FAULT_DIR");
	const char *record = getenv("FAULT_RECORD");
	int fd = file == NULL ? -1
			      : (int)syscall(SYS_openat, AT_FDCWD, file,
				    O_RDWR | O_CLOEXEC, 0);

	if (dir != NULL && realpath(dir, folder) != NULL)
		folder_length = strlen(folder);
	if (fd >= 0) {
		void *at = mmap(NULL, sizeof(nothing), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);

		syscall(SYS_close, fd);
		if (at != MAP_FAILED)
			control = at;
	}
	if (record != NULL)
		record_fd = (int)syscall(SYS_openat, AT_FDCWD, record,
		    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* ---- whose file it is ---- */

static int match_of(const char *path)
{
	const char *name;

	if (strncmp(path, "/tmp/#", 6) == 0 || strstr(path, "/tmp/#") != NULL)
		return MATCH_TEMPORARY;
	if (folder_length == 0 || strncmp(path, folder, folder_length) != 0 ||
	    path[folder_length] != '/')
		return strncmp(path, "/tmp/", 5) == 0 ? MATCH_TEMPORARY : 0;
	name = path + folder_length + 1;
	if (strncmp(name, "kontor.db", 9) != 0)
		return MATCH_OTHERS;
	if (strcmp(name, "kontor.db-shm") == 0)
		return 0; /* memory, and made anew at each start */
	return MATCH_DATABASE |
	       (strcmp(name, "kontor.db-wal") == 0 ? MATCH_LOG : MATCH_FILE);
}

static int path_of(int fd, char path[PATH_MAX])
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
	path[n < 0 ? 0 : n] = '\0';
	return n > 0;
}

static int matches(int wanted, int found)
{
	/* MATCH_LOG alone is the log and not the file */
	return (wanted & found) != 0;
}

static int fd_matches(int fd)
{
	char path[PATH_MAX];
	int wanted = (int)control[MATCH];

	if (!control[ACTIVE])
		return 0;
	if (fd == STDERR_FILENO)
		return (wanted & MATCH_STDERR) != 0;
	return path_of(fd, path) && path[0] == '/' &&
	       matches(wanted, match_of(path));
}

static void absolute(int dir, const char *path, char whole[PATH_MAX])
{
	char base[PATH_MAX];

	if (path[0] == '/') {
		snprintf(whole, PATH_MAX, "%s", path);
		return;
	}
	if (dir == AT_FDCWD) {
		if (syscall(SYS_getcwd, base, sizeof(base)) < 0)
			base[0] = '\0';
	} else if (!path_of(dir, base)) {
		base[0] = '\0';
	}
	snprintf(whole, PATH_MAX, "%.2000s/%.2000s", base, path);
}

static int path_matches(int dir, const char *path)
{
	char whole[PATH_MAX];

	if (!control[ACTIVE])
		return 0;
	absolute(dir, path, whole);
	return matches((int)control[MATCH], match_of(whole));
}

/* ---- the record ---- */

/* One entry: its head, path, second path or bytes. */
struct head {
	uint32_t kind; /* a letter */
	uint32_t path_length;
	uint64_t more_length;
	int64_t offset;
	uint64_t inode;
};

static void record(char kind, const char *path, uint64_t inode, int64_t offset,
    const void *more, size_t more_length)
{
	struct head head = { (uint32_t)kind, (uint32_t)strlen(path),
		more_length, offset, inode };
	struct iovec parts[3] = { { &head, sizeof(head) },
		{ (void *)path, head.path_length },
		{ (void *)more, more_length } };

	syscall(SYS_writev, record_fd, parts, 3);
}

/* The path below the folder of what is recorded; NULL: it is not. */
static const char *recorded(const char *path)
{
	if (record_fd < 0 || folder_length == 0 ||
	    strncmp(path, folder, folder_length) != 0)
		return NULL;
	if (path[folder_length] == '\0')
		return "";
	if (path[folder_length] != '/' ||
	    strcmp(path + folder_length, "/kontor.db-shm") == 0)
		return NULL;
	return path + folder_length + 1;
}

static uint64_t inode_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? st.st_ino : 0;
}

static uint64_t inode_at(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_ino : 0;
}

static const char *fd_recorded(int fd, char path[PATH_MAX])
{
	return record_fd >= 0 && path_of(fd, path) ? recorded(path) : NULL;
}

/* ---- writes ---- */

static void hit(void)
{
	atomic_fetch_add(&control[HITS], 1);
}

/* How much of a write may be done; -1: none, errno says why. */
static int64_t allowed(int fd, size_t length)
{
	int64_t room;

	if (!fd_matches(fd))
		return (int64_t)length;
	if (control[WRITE_FAILS_AT] > 0 &&
	    atomic_fetch_sub(&control[WRITE_FAILS_AT], 1) == 1) {
		hit();
		errno = EIO;
		return -1;
	}
	if (control[WRITE_ERRNO] != 0) {
		hit();
		errno = (int)control[WRITE_ERRNO];
		return -1;
	}
	if (control[BUDGET] >= 0) {
		room = atomic_fetch_sub(&control[BUDGET], (int64_t)length);
		if (room < (int64_t)length) {
			control[BUDGET] = 0;
			hit();
			if (room <= 0) {
				errno = ENOSPC;
				return -1;
			}
			return room;
		}
	}
	if (control[SHORT] && length > 1) {
		hit();
		return (int64_t)(length / 2);
	}
	return (int64_t)length;
}

static ssize_t do_write(int fd, const void *bytes, size_t length, off_t offset)
{
	char path[PATH_MAX];
	const char *name = fd_recorded(fd, path);
	int64_t room = allowed(fd, length);
	off_t at = offset;
	ssize_t n;

	if (room < 0)
		return -1;
	if (name != NULL) {
		pthread_mutex_lock(&record_lock);
		if (at < 0)
			at = lseek(fd, 0, SEEK_CUR);
	}
	n = offset < 0 ? REAL(write)(fd, bytes, (size_t)room)
		       : REAL(pwrite)(fd, bytes, (size_t)room, offset);
	if (name != NULL) {
		if (n > 0)
			record('w', name, inode_of(fd), at, bytes, (size_t)n);
		pthread_mutex_unlock(&record_lock);
	}
	return n;
}

ssize_t write(int fd, const void *bytes, size_t length)
{
	return do_write(fd, bytes, length, -1);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	return do_write(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
	return do_write(fd, bytes, length, offset);
}

/* Streams write below what can be reached from here. */
size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
	int fd = fileno(file);

	if (fd > 2 && control[ACTIVE] && fd_matches(fd) &&
	    (control[WRITE_ERRNO] != 0 || control[BUDGET] >= 0) &&
	    allowed(fd, size * count) < (int64_t)(size * count)) {
		errno = errno ? errno : ENOSPC;
		return 0;
	}
	return REAL(fwrite)(bytes, size, count, file);
}

static int do_truncate(int fd, off_t length)
{
	char path[PATH_MAX];
	const char *name = fd_recorded(fd, path);
	int rc;

	if (control[OPEN_ERRNO] != 0 && fd_matches(fd)) {
		hit();
		errno = (int)control[OPEN_ERRNO];
		return -1;
	}
	if (name != NULL)
		pthread_mutex_lock(&record_lock);
	rc = REAL(ftruncate)(fd, length);
	if (name != NULL) {
		if (rc == 0)
			record('t', name, inode_of(fd), length, NULL, 0);
		pthread_mutex_unlock(&record_lock);
	}
	return rc;
}

int ftruncate(int fd, off_t length)
{
	return do_truncate(fd, length);
}

int ftruncate64(int fd, off64_t length)
{
	return do_truncate(fd, length);
}

/* ---- syncs ---- */

static int do_sync(int fd, int (*sync)(int))
{
	const struct timespec pause = { 0, 20000000 };
	char path[PATH_MAX];
	const char *name = fd_recorded(fd, path);
	int64_t ms;

	if (fd_matches(fd)) {
		atomic_fetch_add(&control[SYNCS], 1);
		if (control[FSYNC_DELAY_MS] > 0)
			hit();
		for (ms = 0; ms < control[FSYNC_DELAY_MS]; ms += 20)
			nanosleep(&pause, NULL);
		if (control[FSYNC_ERRNO] != 0) {
			hit();
			errno = (int)control[FSYNC_ERRNO];
			return -1;
		}
	}
	if (name == NULL)
		return sync(fd);
	pthread_mutex_lock(&record_lock);
	record('s', name, inode_of(fd), 0, NULL, 0);
	pthread_mutex_unlock(&record_lock);
	return 0;
}

int fsync(int fd)
{
	return do_sync(fd, REAL(fsync));
}

int fdatasync(int fd)
{
	return do_sync(fd, REAL(fdatasync));
}

/* ---- names ---- */

static int refused(int dir, const char *path)
{
	if (control[OPEN_ERRNO] == 0 || !path_matches(dir, path))
		return 0;
	hit();
	errno = (int)control[OPEN_ERRNO];
	return 1;
}

static int do_open(int dir, const char *path, int flags, mode_t mode)
{
	char whole[PATH_MAX];
	const char *name = NULL;
	uint64_t before = 0;
	int fd;

	if ((flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0 &&
	    refused(dir, path))
		return -1;
	if (record_fd >= 0 && (flags & (O_CREAT | O_TRUNC)) != 0 &&
	    (flags & O_TMPFILE) != O_TMPFILE) {
		absolute(dir, path, whole);
		name = recorded(whole);
	}
	if (name != NULL) {
		pthread_mutex_lock(&record_lock);
		before = inode_at(whole);
	}
	fd = (int)syscall(SYS_openat, dir, path, flags, mode);
	if (name != NULL) {
		if (fd >= 0 && before == 0)
			record('c', name, inode_of(fd), 0, NULL, 0);
		else if (fd >= 0 && (flags & O_TRUNC) != 0)
			record('t', name, before, 0, NULL, 0);
		pthread_mutex_unlock(&record_lock);
	}
	return fd;
}

#define MODE_OF(flags, mode)                                                   \
	do {                                                                   \
		va_list args;                                                  \
		va_start(args, flags);                                         \
		mode = ((flags) & (O_CREAT | __O_TMPFILE)) != 0                \
			   ? va_arg(args, mode_t)                              \
			   : 0;                                                \
		va_end(args);                                                  \
	} while (0)

int open(const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags, mode);
	return do_open(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags, mode);
	return do_open(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags, mode);
	return do_open(dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags, mode);
	return do_open(dir, path, flags | O_LARGEFILE, mode);
}

/* mkostemp opens where nobody can stand between. */
int mkostemp64(char *path, int flags)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
	char *end = path + strlen(path) - 6;
	uint8_t chance[6];
	int fd;

	do {
		if (syscall(SYS_getrandom, chance, sizeof(chance), 0) < 0)
			return -1;
		for (int i = 0; i < 6; i++)
			end[i] = letters[chance[i] % 32];
		fd = do_open(AT_FDCWD, path,
		    (flags & ~O_ACCMODE) | O_RDWR | O_CREAT | O_EXCL, 0600);
	} while (fd < 0 && errno == EEXIST);
	return fd;
}

int mkostemp(char *path, int flags)
{
	return mkostemp64(path, flags);
}

FILE *fopen64(const char *path, const char *mode)
{
	if (mode[0] != 'r' && refused(AT_FDCWD, path))
		return NULL;
	return REAL(fopen64)(path, mode);
}

FILE *fopen(const char *path, const char *mode)
{
	if (mode[0] != 'r' && refused(AT_FDCWD, path))
		return NULL;
	return REAL(fopen)(path, mode);
}

int mkdir(const char *path, mode_t mode)
{
	char whole[PATH_MAX];
	const char *name;
	int rc;

	absolute(AT_FDCWD, path, whole);
	if (inode_at(whole) == 0 && refused(AT_FDCWD, path))
		return -1;
	if ((name = recorded(whole)) == NULL)
		return REAL(mkdir)(path, mode);
	pthread_mutex_lock(&record_lock);
	rc = REAL(mkdir)(path, mode);
	if (rc == 0)
		record('d', name, inode_at(whole), 0, NULL, 0);
	pthread_mutex_unlock(&record_lock);
	return rc;
}

static int two(char kind, const char *from, const char *to,
    int (*act)(const char *, const char *))
{
	char whole[PATH_MAX], target[PATH_MAX];
	const char *name, *other;
	int rc;

	if (refused(AT_FDCWD, to))
		return -1;
	absolute(AT_FDCWD, from, whole);
	absolute(AT_FDCWD, to, target);
	name = recorded(whole);
	other = recorded(target);
	if (name == NULL || other == NULL)
		return act(from, to);
	pthread_mutex_lock(&record_lock);
	rc = act(from, to);
	if (rc == 0)
		record(kind, name, inode_at(target), 0, other, strlen(other));
	pthread_mutex_unlock(&record_lock);
	return rc;
}

int rename(const char *from, const char *to)
{
	return two('r', from, to, REAL(rename));
}

int link(const char *from, const char *to)
{
	return two('l', from, to, REAL(link));
}

int unlink(const char *path)
{
	char whole[PATH_MAX];
	const char *name;
	int rc;

	absolute(AT_FDCWD, path, whole);
	if ((name = recorded(whole)) == NULL)
		return REAL(unlink)(path);
	pthread_mutex_lock(&record_lock);
	rc = REAL(unlink)(path);
	if (rc == 0)
		record('u', name, 0, 0, NULL, 0);
	pthread_mutex_unlock(&record_lock);
	return rc;
}

/* ---- the clock ---- */

int clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	int rc = REAL(clock_gettime)(clock, ret_time);

	if (rc == 0 &&
	    (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		ret_time->tv_sec += control[CLOCK_STEP_S];
	return rc;
}

time_t time(time_t *ret_time)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (ret_time != NULL)
		*ret_time = now.tv_sec;
	return now.tv_sec;
}

int gettimeofday(struct timeval *restrict ret_time, void *restrict zone)
{
	int rc = REAL(gettimeofday)(ret_time, zone);

	if (rc == 0)
		ret_time->tv_sec += control[CLOCK_STEP_S];
	return rc;
}

/* ---- threads and memory ---- */

int pthread_create(pthread_t *restrict ret_thread,
    const pthread_attr_t *restrict how, void *(*run)(void *),
    void *restrict with)
{
	if (control[THREAD_ERRNO] != 0 &&
	    atomic_fetch_sub(&control[THREAD_AT], 1) == 1) {
		hit();
		return (int)control[THREAD_ERRNO];
	}
	return REAL(pthread_create)(ret_thread, how, run, with);
}

/* The program wraps malloc itself and takes memory under these names. */
static int memory_fails(void)
{
	int64_t count, wanted = control[MEMORY_FAILS];

	if (control == nothing)
		return 0;
	count = atomic_fetch_add(&control[MEMORY_COUNT], 1) + 1;
	if (wanted == 0 ||
	    (control[MEMORY_STICKS] ? count < wanted : count != wanted))
		return 0;
	hit();
	errno = ENOMEM;
	return 1;
}

void *__libc_malloc(size_t size)
{
	static void *(*next)(size_t);

	if (next == NULL)
		next = (void *(*)(size_t))real("__libc_malloc");
	return memory_fails() ? NULL : next(size);
}

void *__libc_realloc(void *old, size_t size)
{
	static void *(*next)(void *, size_t);

	if (next == NULL)
		next = (void *(*)(void *, size_t))real("__libc_realloc");
	return memory_fails() ? NULL : next(old, size);
}

/* dlsym may ask for memory itself, here */
void *__libc_calloc(size_t count, size_t size)
{
	static void *(*next)(size_t, size_t);
	static char early[4096];
	static size_t used;
	static atomic_int asking;

	if (next == NULL && atomic_exchange(&asking, 1) != 0) {
		used += 64;
		return early + used - 64; /* never freed: none there is */
	}
	if (next == NULL)
		next = (void *(*)(size_t, size_t))real("__libc_calloc");
	return memory_fails() ? NULL : next(count, size);
}
