/*
 * Writing whole, and syncing folders.
 */
#include "base/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool disk_write(int fd, const void *bytes, size_t length)
{
	const char *from = bytes;

	while (length > 0) {
		ssize_t n = write(fd, from, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = EIO;
		if (n <= 0)
			return false;
		from += n;
		length -= (size_t)n;
	}
	return true;
}

bool disk_sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), why;
	bool fine = fd >= 0 && fsync(fd) == 0;

	why = errno;
	if (fd >= 0)
		close(fd);
	errno = why;
	return fine;
}

bool disk_sync_entry(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int n = slash ? snprintf(folder, sizeof(folder), "%.*s",
			    (int)(slash - path + 1), path)
		      : snprintf(folder, sizeof(folder), ".");

	if (n >= 0 && (size_t)n < sizeof(folder))
		return disk_sync_folder(folder);
	errno = ENAMETOOLONG;
	return false;
}

bool disk_is_full(int why)
{
	return why == ENOSPC || why == EDQUOT || why == EROFS || why == EFBIG;
}
