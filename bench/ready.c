/*
 * Starts a server and says after how long it answers 200.
 *
 *   ready PORT PATH PROGRAM [ARGUMENT...]
 *
 * Prints milliseconds; the server is stopped by SIGTERM and waited for.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define GIVE_UP_MS 60000

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool answers(int port, const char *path)
{
	struct sockaddr_in server = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[512];
	int length;
	ssize_t got = 0;

	if (fd >= 0 &&
	    connect(fd, (struct sockaddr *)&server, sizeof(server)) == 0) {
		length = snprintf(text, sizeof(text),
		    "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
		    "Connection: close\r\n\r\n",
		    path, port);
		if (write(fd, text, (size_t)length) == length)
			got = read(fd, text, sizeof(text) - 1);
	}
	if (fd >= 0)
		close(fd);
	text[got > 0 ? got : 0] = '\0';
	return strncmp(text, "HTTP/1.1 200", 12) == 0;
}

int main(int argc, char **argv)
{
	double began = now_ms(), took = -1;
	int port = argc > 3 ? (int)strtol(argv[1], NULL, 10) : 0;
	int status;
	pid_t pid;

	if (port == 0) {
		fputs("usage: ready PORT PATH PROGRAM [ARGUMENT...]\n", stderr);
		return EX_USAGE;
	}
	if ((pid = fork()) == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execv(argv[3], argv + 3);
		_exit(EX_UNAVAILABLE);
	}
	while (took < 0 && now_ms() - began < GIVE_UP_MS &&
	       waitpid(pid, &status, WNOHANG) == 0) {
		if (answers(port, argv[2]))
			took = now_ms() - began;
		else
			nanosleep(
			    &(struct timespec){ .tv_nsec = 500000 }, NULL);
	}
	if (took < 0)
		return EX_UNAVAILABLE;
	printf("%.1f\n", took);
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	return EX_OK;
}
