/*
 * Sends HTTP/1.1 requests over kept connections and says how many were
 * answered, how fast, and what the driver itself used. One thread.
 *
 *   load [options] ADDRESS:PORT FILE
 *     -c N        connections (1)
 *     -d SECONDS  stop then, 0.2 as well (0: when the file is through)
 *     -n COUNT    stop after so many requests (0: no limit)
 *     -s COUNT    leave out the first COUNT requests of the file
 *     -r RATE     open loop: so many a second, whether answered or not
 *     -l          loop: begin the file again when it is through
 *     -H LINE     a header for every request
 *     -b FILE     write the answers' bodies there, one a line
 *
 * Closed loop: every connection sends its next request when it has its answer.
 * Open loop: a request's time counts from the instant it was due, so a server
 * that stalls is charged for everybody who would have waited.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "latency.h"
#include "requests.h"

#define CONNECTIONS_MAX 1024
#define HEAD_MAX 16384
#define INPUT_BYTES (256 * 1024)

struct options {
	const char *address;
	const char *file;
	char headers[8192];
	FILE *bodies;
	int connections;
	int64_t length_us, count, skip, rate;
	bool loop;
};

struct connection {
	int fd;
	bool busy;
	const struct message *message;
	size_t sent;
	int64_t due_us;
	char head[HEAD_MAX + 1];
	size_t head_length;
	bool in_body, closing;
	int status;
	int64_t body_left;
};

struct load {
	struct options options;
	struct sockaddr_in server;
	struct requests requests;
	struct connection connections[CONNECTIONS_MAX];
	int epoll;
	size_t next;     /* of requests */
	int64_t started; /* requests taken from the file */
	int64_t began_us, end_us;
	int in_flight;
	struct latency latency;
	int64_t statuses[600];
	int64_t broken;
	int64_t bytes;
	char *input;
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- connections ---- */

static void connection_watch(struct load *load, struct connection *c, int how)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };

	if (c->sent < c->message->length)
		event.events |= EPOLLOUT;
	epoll_ctl(load->epoll, how, c->fd, &event);
}

static void connection_open(struct load *load, struct connection *c)
{
	static const struct message nothing;
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&load->server,
			     sizeof(load->server)) != 0) {
		perror("load: connect");
		exit(EX_UNAVAILABLE);
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	c->message = &nothing;
	c->sent = 0;
	connection_watch(load, c, EPOLL_CTL_ADD);
}

static void connection_again(struct load *load, struct connection *c)
{
	close(c->fd);
	connection_open(load, c);
}

static void connection_send(struct load *load, struct connection *c)
{
	bool waited = c->sent > 0;
	ssize_t n = send(c->fd, c->message->bytes + c->sent,
	    c->message->length - c->sent, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n > 0)
		c->sent += (size_t)n;
	/* watched for room only when there was too little */
	if (c->sent < c->message->length || waited)
		connection_watch(load, c, EPOLL_CTL_MOD);
}

/* ---- what to send, and when ---- */

static bool requests_left(const struct load *load, int64_t now)
{
	const struct options *o = &load->options;

	if (load->end_us > 0 && now >= load->end_us)
		return false;
	if (o->count > 0 && load->started >= o->count)
		return false;
	return o->loop || load->next < load->requests.count;
}

/* When the next one is due: in the closed loop always now. */
static int64_t next_due(const struct load *load, int64_t now)
{
	if (load->options.rate == 0)
		return now;
	return load->began_us + load->started * 1000000 / load->options.rate;
}

/* False when nothing is due. */
static bool request_begin(struct load *load, struct connection *c)
{
	int64_t now = now_us();
	int64_t due = next_due(load, now);

	if (!requests_left(load, now) || due > now)
		return false;
	c->message = &load->requests.list[load->next % load->requests.count];
	load->next++;
	load->started++;
	load->in_flight++;
	c->busy = true;
	c->sent = c->head_length = 0;
	c->in_body = c->closing = false;
	c->due_us = due;
	connection_send(load, c);
	return true;
}

static void requests_begin(struct load *load)
{
	for (int i = 0; i < load->options.connections; i++)
		if (!load->connections[i].busy &&
		    !request_begin(load, &load->connections[i]))
			return;
}

/* ---- answers ---- */

static void request_end(struct load *load, struct connection *c)
{
	latency_add(&load->latency, now_us() - c->due_us);
	load->statuses[c->status]++;
	load->in_flight--;
	c->busy = false;
	if (load->options.bodies != NULL)
		fputc('\n', load->options.bodies);
	if (c->closing)
		connection_again(load, c);
	request_begin(load, c);
}

static void request_broken(struct load *load, struct connection *c)
{
	if (c->busy) {
		load->broken++;
		load->in_flight--;
	}
	c->busy = false;
	connection_again(load, c);
	request_begin(load, c);
}

static const char *header_find(const char *head, const char *name)
{
	const char *at = strcasestr(head, name);

	return at == NULL ? NULL : at + strlen(name);
}

/* False when the answer is none that we understand. */
static bool head_read(struct connection *c)
{
	const char *length = header_find(c->head, "\r\nContent-Length:");

	if (strncmp(c->head, "HTTP/1.1 ", 9) != 0)
		return false;
	c->status = (int)strtol(c->head + 9, NULL, 10);
	if (c->status < 100 || c->status > 599)
		return false;
	if (length == NULL && c->status != 204 && c->status != 304)
		return false;
	c->body_left = length == NULL ? 0 : strtoll(length, NULL, 10);
	c->closing = header_find(c->head, "\r\nConnection: close") != NULL;
	c->in_body = true;
	return true;
}

/* Takes head bytes; how many of them were the head's, or -1. */
static ssize_t head_take(struct connection *c, const char *bytes, size_t length)
{
	size_t before = c->head_length;
	size_t room = HEAD_MAX - before;
	size_t taken = length < room ? length : room;
	char *end;

	memcpy(c->head + before, bytes, taken);
	c->head[before + taken] = '\0';
	end = strstr(c->head + (before > 3 ? before - 3 : 0), "\r\n\r\n");
	if (end == NULL) {
		c->head_length += taken;
		return taken == length ? (ssize_t)length : -1;
	}
	end[2] = '\0';
	return head_read(c) ? end + 4 - (c->head + before) : -1;
}

static bool answer_take(struct load *load, struct connection *c, size_t length)
{
	const char *bytes = load->input;
	ssize_t head;

	load->bytes += (int64_t)length;
	if (!c->in_body) {
		head = head_take(c, bytes, length);
		if (head < 0)
			return false;
		bytes += head;
		length -= (size_t)head;
	}
	if (!c->in_body)
		return true;
	if ((int64_t)length > c->body_left)
		return false;
	c->body_left -= (int64_t)length;
	if (load->options.bodies != NULL)
		fwrite(bytes, 1, length, load->options.bodies);
	if (c->body_left == 0)
		request_end(load, c);
	return true;
}

static void connection_ready(
    struct load *load, struct connection *c, uint32_t events)
{
	ssize_t n;

	if (c->busy && (events & EPOLLOUT) && c->sent < c->message->length)
		connection_send(load, c);
	if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		return;
	n = recv(c->fd, load->input, INPUT_BYTES, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || !c->busy || !answer_take(load, c, (size_t)n))
		request_broken(load, c);
}

/* ---- the race ---- */

/* Until the next request is due, or for ever when only answers can come. */
static int wait(struct load *load, struct epoll_event *events, int max)
{
	int64_t now = now_us();
	int64_t until = load->in_flight > 0 ? now + 1000000 : now;
	struct timespec left = { 0 };

	if (load->options.rate > 0 && requests_left(load, now) &&
	    load->in_flight < load->options.connections)
		until = next_due(load, now);
	if (until > now)
		left = (struct timespec){ (until - now) / 1000000,
			(until - now) % 1000000 * 1000 };
	return epoll_pwait2(load->epoll, events, max, &left, NULL);
}

static void race(struct load *load)
{
	struct epoll_event events[64];

	load->began_us = now_us();
	if (load->options.length_us > 0)
		load->end_us = load->began_us + load->options.length_us;
	while (load->in_flight > 0 || requests_left(load, now_us())) {
		int n;

		requests_begin(load);
		n = wait(load, events, 64);
		for (int i = 0; i < n; i++)
			connection_ready(
			    load, events[i].data.ptr, events[i].events);
	}
	load->end_us = now_us();
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void report(const struct load *load)
{
	static const struct {
		const char *name;
		int per_mille;
	} points[] = { { "p50_us", 500 }, { "p90_us", 900 }, { "p99_us", 990 },
		{ "p999_us", 999 } };
	double took = (double)(load->end_us - load->began_us) / 1e6;
	struct rusage used;
	double cpu;

	getrusage(RUSAGE_SELF, &used);
	cpu = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
	printf("{\"clients\":%d,\"answers\":%lld,\"seconds\":%.3f,"
	       "\"rate\":%.1f,",
	    load->options.connections, (long long)load->latency.total, took,
	    (double)load->latency.total / took);
	for (size_t i = 0; i < sizeof(points) / sizeof(*points); i++)
		printf("\"%s\":%lld,", points[i].name,
		    (long long)latency_at(&load->latency, points[i].per_mille));
	printf("\"max_us\":%lld,", (long long)load->latency.max_us);
	for (int i = 0; i < 600; i++)
		if (load->statuses[i] > 0)
			printf("\"status_%d\":%lld,", i,
			    (long long)load->statuses[i]);
	printf("\"broken\":%lld,\"bytes\":%lld,\"driver_cpu_percent\":%.0f}\n",
	    (long long)load->broken, (long long)load->bytes, cpu / took * 100);
}

/* ---- start ---- */

static bool header_add(struct options *options, const char *line)
{
	size_t used = strlen(options->headers);
	int n = snprintf(options->headers + used,
	    sizeof(options->headers) - used, "%s\r\n", line);

	return n > 0 && (size_t)n < sizeof(options->headers) - used;
}

static int64_t number(const char *text)
{
	char *end;
	long long value = strtoll(text, &end, 10);

	if (*end == '\0' && value >= 0)
		return value;
	fprintf(stderr, "load: %s is no number\n", text);
	exit(EX_USAGE);
}

static bool option_set(struct options *o, int letter, const char *value)
{
	char *end;

	switch (letter) {
	case 'c':
		o->connections = (int)number(value);
		return o->connections > 0 && o->connections <= CONNECTIONS_MAX;
	case 'd':
		o->length_us = (int64_t)(strtod(value, &end) * 1e6);
		return *end == '\0' && o->length_us >= 0;
	case 'n':
		o->count = number(value);
		return true;
	case 's':
		o->skip = number(value);
		return true;
	case 'r':
		o->rate = number(value);
		return true;
	case 'l':
		o->loop = true;
		return true;
	case 'H':
		return header_add(o, value);
	case 'b':
		o->bodies = fopen(value, "w");
		return o->bodies != NULL;
	default:
		return false;
	}
}

static bool server_find(const char *text, struct sockaddr_in *ret_server)
{
	const char *colon = strrchr(text, ':');
	char address[INET_ADDRSTRLEN];

	*ret_server = (struct sockaddr_in){ .sin_family = AF_INET };
	if (colon == NULL || colon - text >= (ssize_t)sizeof(address))
		return false;
	memcpy(address, text, (size_t)(colon - text));
	address[colon - text] = '\0';
	ret_server->sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10));
	return inet_pton(AF_INET, address, &ret_server->sin_addr) == 1;
}

static bool options_read(int argc, char **argv, struct load *load)
{
	struct options *o = &load->options;
	int letter;

	o->connections = 1;
	while ((letter = getopt(argc, argv, "c:d:n:s:r:lH:b:")) != -1)
		if (!option_set(o, letter, optarg))
			return false;
	if (argc - optind != 2 || (o->loop && o->length_us + o->count == 0))
		return false;
	o->address = argv[optind];
	o->file = argv[optind + 1];
	load->next = (size_t)o->skip;
	return server_find(o->address, &load->server);
}

int main(int argc, char **argv)
{
	static struct load load;

	load.input = malloc(INPUT_BYTES);
	load.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (load.input == NULL || load.epoll < 0)
		return EX_OSERR;
	if (!options_read(argc, argv, &load)) {
		fputs("usage: load [-c N] [-d SECONDS] [-n COUNT] [-s COUNT]"
		      " [-r RATE] [-l] [-H LINE] [-b FILE] ADDRESS:PORT FILE\n",
		    stderr);
		return EX_USAGE;
	}
	if (!requests_read(load.options.file, load.options.address,
		load.options.headers, &load.requests))
		return EX_DATAERR;
	for (int i = 0; i < load.options.connections; i++)
		connection_open(&load, &load.connections[i]);
	race(&load);
	report(&load);
	if (load.options.bodies != NULL && fclose(load.options.bodies) != 0)
		return EX_IOERR;
	return load.broken > 0 ? EX_PROTOCOL : EX_OK;
}
