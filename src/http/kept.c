/*
 * Kept answers: shards of a hash table, each with its own lock, budget and
 * order of age. What goes into a key is the routes' promise.
 */
#include "http/kept.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "http/gzip.h"

#define SHARDS 16
#define BUCKETS 1024
#define BIG_BYTES ((size_t)16 * 1024) /* from here on sendfile pays */
#define ENTRY_COST 256 /* of an entry besides its key and bytes */

struct entry {
	struct entry *next; /* of the bucket */
	struct entry *older, *newer;
	uint64_t hash;
	char *key;
	char *type;
	char *bytes; /* NULL when in the file */
	int file;
	bool gzip;
	size_t length;
	size_t cost;
};

struct shard {
	pthread_mutex_t lock;
	struct entry *buckets[BUCKETS];
	struct entry *oldest, *newest;
	size_t cost;
};

struct kept {
	size_t budget; /* of a shard */
	struct shard shards[SHARDS];
};

struct kept *kept_new(size_t budget)
{
	struct kept *kept = calloc(1, sizeof(*kept));

	if (kept == NULL)
		return NULL;
	kept->budget = budget / SHARDS;
	for (size_t i = 0; i < SHARDS; i++)
		pthread_mutex_init(&kept->shards[i].lock, NULL);
	return kept;
}

static void entry_free(struct entry *entry)
{
	if (entry->file >= 0)
		close(entry->file);
	free(entry->bytes);
	free(entry->type);
	free(entry->key);
	free(entry);
}

static struct entry **slot_of(
    struct shard *shard, uint64_t hash, const char *key)
{
	struct entry **slot = &shard->buckets[(hash >> 8) % BUCKETS];

	while (*slot != NULL &&
	       ((*slot)->hash != hash || strcmp((*slot)->key, key) != 0))
		slot = &(*slot)->next;
	return slot;
}

static void entry_drop(struct shard *shard, struct entry *entry)
{
	*slot_of(shard, entry->hash, entry->key) = entry->next;
	*(entry->older ? &entry->older->newer : &shard->oldest) = entry->newer;
	*(entry->newer ? &entry->newer->older : &shard->newest) = entry->older;
	shard->cost -= entry->cost;
	entry_free(entry);
}

void kept_free(struct kept *kept)
{
	if (kept == NULL)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		while (kept->shards[i].oldest != NULL)
			entry_drop(&kept->shards[i], kept->shards[i].oldest);
		pthread_mutex_destroy(&kept->shards[i].lock);
	}
	free(kept);
}

size_t kept_bytes(struct kept *kept)
{
	size_t bytes = 0;

	for (size_t i = 0; i < SHARDS; i++) {
		pthread_mutex_lock(&kept->shards[i].lock);
		bytes += kept->shards[i].cost;
		pthread_mutex_unlock(&kept->shards[i].lock);
	}
	return bytes;
}

/* FNV-1a: keys are ours and sealed by tenant, nobody picks collisions. */
static uint64_t hash_of(const char *key)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *key != '\0'; key++)
		hash = (hash ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return hash;
}

/* The server closes what it sends from, so each answer has its own. */
static bool answer_from(const struct entry *entry, struct request *rq)
{
	int file = -1;

	if (entry->file >= 0 &&
	    (file = fcntl(entry->file, F_DUPFD_CLOEXEC, 3)) < 0)
		return false;
	response_status(rq, 200, arena_dup(rq->cx.arena, entry->type));
	rq->response.encoding = entry->gzip ? "gzip" : NULL;
	if (entry->gzip || entry->length >= BIG_BYTES)
		response_header(rq, "Vary", "Accept-Encoding");
	if (file < 0) {
		text_add_n(&rq->response.body, entry->bytes, entry->length);
		return true;
	}
	rq->response.file = file;
	rq->response.file_offset = 0;
	rq->response.file_length = (int64_t)entry->length;
	return true;
}

/* The two forms of an answer stand beside each other. */
static const char *key_of_form(struct request *rq, const char *key)
{
	return gzip_asked(request_header(rq, "Accept-Encoding"))
		   ? arena_printf(rq->cx.arena, "%s\ngzip", key)
		   : key;
}

bool kept_find(struct kept *kept, struct request *rq, const char *key)
{
	uint64_t hash = hash_of(key = key_of_form(rq, key));
	struct shard *shard = &kept->shards[hash % SHARDS];
	struct entry *entry;
	bool found;

	pthread_mutex_lock(&shard->lock);
	entry = *slot_of(shard, hash, key);
	found = entry != NULL && answer_from(entry, rq);
	pthread_mutex_unlock(&shard->lock);
	return found;
}

/* In memory, not on disk; -1 when the system does not give one. */
static int file_of(const char *bytes, size_t length)
{
	int file = memfd_create("answer", MFD_CLOEXEC);

	while (file >= 0 && length > 0) {
		ssize_t written = write(file, bytes, length);

		if (written <= 0) {
			close(file);
			return -1;
		}
		bytes += written;
		length -= (size_t)written;
	}
	return file;
}

/* A big one as a file, when it is sent as it is. */
static struct entry *entry_of(const char *key, const char *type,
    const char *bytes, size_t length, bool sent)
{
	struct entry *entry = calloc(1, sizeof(*entry));

	if (entry == NULL)
		return NULL;
	entry->hash = hash_of(key);
	entry->length = length;
	entry->cost = length + strlen(key) + ENTRY_COST;
	entry->key = strdup(key);
	entry->type = strdup(type);
	entry->file = sent && length >= BIG_BYTES ? file_of(bytes, length) : -1;
	if (entry->file < 0 && (entry->bytes = malloc(length + 1)) != NULL)
		memcpy(entry->bytes, bytes, length);
	if (entry->key != NULL && entry->type != NULL &&
	    (entry->file >= 0 || entry->bytes != NULL))
		return entry;
	entry_free(entry);
	return NULL;
}

/* The newest; what is the same already goes, and the oldest for its room. */
static void entry_add(struct kept *kept, struct entry *entry)
{
	struct shard *shard = &kept->shards[entry->hash % SHARDS];
	struct entry **slot;

	pthread_mutex_lock(&shard->lock);
	slot = slot_of(shard, entry->hash, entry->key);
	if (*slot != NULL)
		entry_drop(shard, *slot);
	while (
	    shard->oldest != NULL && shard->cost + entry->cost > kept->budget)
		entry_drop(shard, shard->oldest);
	slot = slot_of(shard, entry->hash, entry->key);
	*slot = entry;
	entry->older = shard->newest;
	*(entry->older ? &entry->older->newer : &shard->oldest) = entry;
	shard->newest = entry;
	shard->cost += entry->cost;
	pthread_mutex_unlock(&shard->lock);
}

static bool has_room(const struct kept *kept, const char *key, size_t length)
{
	return length + strlen(key) + ENTRY_COST <= kept->budget;
}

void kept_put(struct kept *kept, struct request *rq, const char *key)
{
	const char *form = key_of_form(rq, key);
	struct response *response = &rq->response;
	struct entry *entry;

	if (form != key && gzip_fits(rq)) {
		response_header(rq, "Vary", "Accept-Encoding");
		gzip_body(rq, 6);
	}
	if (response->status != 200 || response->content_type == NULL ||
	    !has_room(kept, form, response->body.length))
		return;
	entry = entry_of(form, response->content_type, response->body.bytes,
	    response->body.length, true);
	if (entry == NULL)
		return; /* it is rendered anew next time */
	entry->gzip = response->encoding != NULL;
	entry_add(kept, entry);
}

bool kept_part_find(struct kept *kept, const char *key, struct text *out)
{
	uint64_t hash = hash_of(key);
	struct shard *shard = &kept->shards[hash % SHARDS];
	struct entry *entry;

	pthread_mutex_lock(&shard->lock);
	entry = *slot_of(shard, hash, key);
	if (entry != NULL)
		text_add_n(out, entry->bytes, entry->length);
	pthread_mutex_unlock(&shard->lock);
	return entry != NULL;
}

void kept_part_put(
    struct kept *kept, const char *key, const char *bytes, size_t length)
{
	struct entry *entry = has_room(kept, key, length)
				  ? entry_of(key, "", bytes, length, false)
				  : NULL;

	if (entry != NULL)
		entry_add(kept, entry);
}
