/*
 * The writer: what is together in a batch, what stays when a command is
 * refused, who goes first, and that nobody is answered before the commit.
 */
#include "check.h"

#include <pthread.h>
#include <sysexits.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "base/settings.h"
#include "store_test.h"

/* Adds an item, then says what it was told to say. */
struct job {
	struct command command; /* first */
	struct arena arena;
	struct ctx cx;
	int64_t id;
	const char *name;
	struct error answer; /* of effects, after its row is in */
	bool bad_record;
	bool late; /* breaks a constraint that is checked by COMMIT */
	int runs;
	atomic_int *order; /* counts finished jobs */
	int finished_as;
	struct error outcome;
	int64_t seen; /* items a reader saw in done */
	struct db_readers *readers;
};

static struct error job_effects(struct command *command, struct tx *tx)
{
	struct job *job = (struct job *)command;
	struct error e;

	job->runs++;
	job->cx.tx = tx;
	job->cx.arena = &job->arena;
	e = sql_run(&job->cx, ITEM_ADD, ARGS(I(job->id), T(job->name)), NULL);
	if (!e.code && job->late)
		e = sql_run(&job->cx, LATE_ADD, ARGS(I(-job->id)), NULL);
	return e.code ? e : job->answer;
}

static struct error job_record(
    struct command *command, struct tx *tx, struct error outcome)
{
	struct job *job = (struct job *)command;

	job->cx.tx = tx;
	return sql_run(&job->cx, NOTE_ADD,
	    ARGS(I(job->id), I(job->bad_record ? -1 : outcome.code)), NULL);
}

static void job_done(struct command *command, struct error outcome)
{
	struct job *job = (struct job *)command;
	struct ctx cx = { .arena = &job->arena };

	job->outcome = outcome;
	if (job->readers != NULL) {
		CHECK_OK(readers_begin(job->readers, &cx.tx));
		store_texts(cx.tx->db);
		CHECK_OK(sql_int(&cx, ITEM_COUNT, NO_ARGS, &job->seen, NULL));
		readers_end(job->readers, cx.tx);
	}
	if (job->order != NULL)
		job->finished_as = ++*job->order;
}

static void job_init(struct job *job, int64_t id, char *name_room)
{
	memset(job, 0, sizeof(*job));
	arena_init(&job->arena);
	snprintf(name_room, 24, "item %lld", (long long)id);
	job->id = id;
	job->name = name_room;
	job->command.effects = job_effects;
	job->command.record = job_record;
	job->command.done = job_done;
}

/* Holds the writer, so that what is submitted meanwhile is one queue. */
struct gate {
	struct command command;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool inside, open;
};

static struct error gate_effects(struct command *command, struct tx *tx)
{
	struct gate *gate = (struct gate *)command;

	(void)tx;
	pthread_mutex_lock(&gate->lock);
	gate->inside = true;
	pthread_cond_broadcast(&gate->wake);
	while (!gate->open)
		pthread_cond_wait(&gate->wake, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
	return OK;
}

static void gate_shut(struct gate *gate, struct writer *writer)
{
	memset(gate, 0, sizeof(*gate));
	pthread_mutex_init(&gate->lock, NULL);
	pthread_cond_init(&gate->wake, NULL);
	gate->command.effects = gate_effects;
	CHECK(writer_submit(writer, &gate->command));
	pthread_mutex_lock(&gate->lock);
	while (!gate->inside)
		pthread_cond_wait(&gate->wake, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
}

static void gate_open(struct gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	gate->open = true;
	pthread_cond_broadcast(&gate->wake);
	pthread_mutex_unlock(&gate->lock);
}

#define JOBS 8

/* A store with a running writer and some jobs that are fine. */
struct scene {
	struct store s;
	struct writer *writer;
	struct gate gate;
	struct job jobs[JOBS];
	char names[JOBS][24];
	atomic_int order;
};

static bool scene_open(
    struct scene *scene, int engine, const struct settings *settings)
{
	if (!store_with_item(&scene->s, engine))
		return false;
	CHECK_OK(tx_commit(scene->s.cx.tx));
	CHECK_OK(writer_start_on(scene->s.db, settings, &scene->writer));
	scene->s.db = NULL;
	scene->order = 0;
	for (int i = 0; i < JOBS; i++) {
		job_init(&scene->jobs[i], i + 1, scene->names[i]);
		scene->jobs[i].order = &scene->order;
	}
	return true;
}

/* All jobs at once, then the end of the writer. */
static void scene_run(struct scene *scene)
{
	gate_shut(&scene->gate, scene->writer);
	for (int i = 0; i < JOBS; i++)
		CHECK(writer_submit(scene->writer, &scene->jobs[i].command));
	gate_open(&scene->gate);
	writer_stop(scene->writer);
	CHECK_INT(JOBS, scene->order);
	CHECK_OK(db_open(scene->s.where, DB_WRITE, NULL, &scene->s.db));
	store_texts(scene->s.db);
	CHECK_OK(tx_begin(scene->s.db, &scene->s.cx.tx));
}

static int64_t items(struct scene *scene)
{
	int64_t n = -1;

	CHECK_OK(sql_int(&scene->s.cx, ITEM_COUNT, NO_ARGS, &n, NULL));
	return n;
}

static int64_t notes(struct scene *scene, int outcome)
{
	int64_t n = -1;

	CHECK_OK(sql_int(&scene->s.cx, NOTE_COUNT, ARGS(I(outcome)), &n, NULL));
	return n;
}

static void scene_close(struct scene *scene)
{
	for (int i = 0; i < JOBS; i++)
		arena_done(&scene->jobs[i].arena);
	store_close(&scene->s);
}

TEST(a_refused_command_takes_back_its_effects_only_and_keeps_its_record)
{
	for (int e = 0; e < ENGINES; e++) {
		struct scene scene;

		if (!scene_open(&scene, e, NULL))
			continue;
		scene.jobs[3].answer = fail(ERR_CANCEL_DONE, NULL);
		scene_run(&scene);
		for (int i = 0; i < JOBS; i++) {
			CHECK_FAILS(i == 3 ? ERR_CANCEL_DONE : 0,
			    scene.jobs[i].outcome);
			CHECK_INT(1, scene.jobs[i].runs);
		}
		CHECK_INT(JOBS - 1, items(&scene));
		CHECK_INT(JOBS - 1, notes(&scene, 0));
		CHECK_INT(1, notes(&scene, ERR_CANCEL_DONE));
		scene_close(&scene);
	}
}

TEST(a_broken_constraint_is_the_commands_own_and_its_field_arrives)
{
	for (int e = 0; e < ENGINES; e++) {
		struct scene scene;

		if (!scene_open(&scene, e, NULL))
			continue;
		scene.jobs[5].name = scene.jobs[2].name;
		scene_run(&scene);
		CHECK_FAILS(ERR_CONFLICT, scene.jobs[5].outcome);
		CHECK_TEXT("item.name", scene.jobs[5].outcome.field);
		CHECK_INT(JOBS - 1, items(&scene));
		CHECK_INT(1, notes(&scene, ERR_CONFLICT));
		scene_close(&scene);
	}
}

TEST(without_its_record_nothing_of_a_command_stays)
{
	for (int e = 0; e < ENGINES; e++) {
		struct scene scene;

		if (!scene_open(&scene, e, NULL))
			continue;
		scene.jobs[0].bad_record = true;
		scene.jobs[1].bad_record = true;
		scene.jobs[1].answer = fail(ERR_CANCEL_DONE, NULL);
		scene_run(&scene);
		CHECK_FAILS(ERR_INTERNAL, scene.jobs[0].outcome);
		CHECK_FAILS(ERR_INTERNAL, scene.jobs[1].outcome);
		CHECK_OK(scene.jobs[2].outcome);
		CHECK_INT(JOBS - 2, items(&scene));
		CHECK_INT(JOBS - 2, notes(&scene, 0));
		CHECK_INT(0, notes(&scene, ERR_CANCEL_DONE));
		scene_close(&scene);
	}
}

TEST(when_the_engine_drops_a_batch_all_but_the_guilty_come_through)
{
	for (int e = 0; e < ENGINES; e++) {
		struct scene scene;

		if (!scene_open(&scene, e, NULL))
			continue;
		scene.jobs[4].name = "bomb";
		scene_run(&scene);
		CHECK_FAILS(ERR_BUSY, scene.jobs[4].outcome);
		for (int i = 0; i < JOBS; i++)
			if (i != 4)
				CHECK_OK(scene.jobs[i].outcome);
		/* SQLite: together once, up to the guilty, then alone;
		 * PostgreSQL: three times, and heard of at the end */
		CHECK_INT(e == 0 ? 2 : 4, scene.jobs[0].runs);
		CHECK_INT(e == 0 ? 1 : 4, scene.jobs[7].runs);
		CHECK_INT(JOBS - 1, items(&scene));
		CHECK_INT(JOBS - 1, notes(&scene, 0));
		scene_close(&scene);
	}
}

TEST(a_constraint_that_only_the_commit_sees_hits_the_guilty_alone)
{
	for (int e = 0; e < ENGINES; e++) {
		struct scene scene;

		if (!scene_open(&scene, e, NULL))
			continue;
		scene.jobs[6].late = true;
		scene_run(&scene);
		CHECK_FAILS(ERR_BUSY, scene.jobs[6].outcome);
		CHECK_OK(scene.jobs[7].outcome);
		CHECK_INT(JOBS - 1, items(&scene));
		CHECK_INT(JOBS - 1, notes(&scene, 0));
		scene_close(&scene);
	}
}

TEST(who_is_answered_is_committed_already)
{
	for (int e = 0; e < ENGINES; e++) {
		struct scene scene;
		struct db_readers *readers;

		if (!scene_open(&scene, e, NULL))
			continue;
		CHECK_OK(readers_open(scene.s.where, NULL, &readers));
		for (int i = 0; i < JOBS; i++)
			scene.jobs[i].readers = readers;
		scene_run(&scene);
		/* the whole batch is in when its first one is answered */
		for (int i = 0; i < JOBS; i++)
			CHECK_INT(JOBS, scene.jobs[i].seen);
		readers_close(readers);
		scene_close(&scene);
	}
}

TEST(people_go_before_background_which_has_a_commit_for_each)
{
	struct scene scene;
	struct writer_counts counts;

	CHECK(scene_open(&scene, 0, NULL));
	for (int i = 0; i < 3; i++)
		scene.jobs[i].command.lane = LANE_BACKGROUND;
	gate_shut(&scene.gate, scene.writer);
	for (int i = 0; i < JOBS; i++)
		CHECK(writer_submit(scene.writer, &scene.jobs[i].command));
	writer_counts(scene.writer, &counts);
	CHECK_INT(JOBS, counts.queue_depth);
	gate_open(&scene.gate);
	while (scene.order < JOBS)
		usleep(100);
	writer_counts(scene.writer, &counts);
	CHECK_INT(JOBS + 1, counts.commands);
	CHECK_INT(1 + 1 + 3, counts.commits);
	CHECK_INT(0, counts.queue_depth);
	CHECK_INT(6, scene.jobs[0].finished_as);
	CHECK_INT(7, scene.jobs[1].finished_as);
	CHECK_INT(1, scene.jobs[3].finished_as);
	writer_stop(scene.writer);
	scene_close(&scene);
}

static int finished_before;

static void plain_done(struct command *command, struct error outcome)
{
	(void)command;
	finished_before += !outcome.code;
}

static void background_done(struct command *command, struct error outcome)
{
	(void)outcome;
	((struct job *)command)->finished_as = finished_before;
}

TEST(background_is_not_starved_by_people)
{
	static struct command people[200];
	struct settings settings = { .writer_batch_max = 1 };
	struct scene scene;

	CHECK(scene_open(&scene, 0, &settings));
	finished_before = 0;
	gate_shut(&scene.gate, scene.writer);
	scene.jobs[0].command.lane = LANE_BACKGROUND;
	scene.jobs[0].command.done = background_done;
	CHECK(writer_submit(scene.writer, &scene.jobs[0].command));
	for (size_t i = 0; i < COUNT(people); i++) {
		people[i] = (struct command){ .done = plain_done };
		CHECK(writer_submit(scene.writer, &people[i]));
	}
	gate_open(&scene.gate);
	writer_stop(scene.writer);
	CHECK_INT(200, finished_before);
	CHECK_INT(32, scene.jobs[0].finished_as);
	scene_close(&scene);
}

TEST(a_full_queue_refuses_and_stopping_finishes_what_is_in)
{
	static struct command many[10001];
	struct scene scene;

	CHECK(scene_open(&scene, 0, NULL));
	finished_before = 0;
	gate_shut(&scene.gate, scene.writer);
	for (size_t i = 0; i < COUNT(many); i++) {
		many[i] = (struct command){ .done = plain_done };
		CHECK_INT(i < 10000, writer_submit(scene.writer, &many[i]));
	}
	CHECK_FAILS(
	    ERR_BUSY, writer_call(scene.writer, &scene.jobs[0].command));
	gate_open(&scene.gate);
	writer_stop(scene.writer);
	CHECK_INT(10000, finished_before);
	scene_close(&scene);
}

#define THREADS 64
#define CALLS 20

struct caller {
	pthread_t thread;
	struct writer *writer;
	int number;
	int accepted, refused, lost;
};

/* Every fifth is refused, one in all drops its transaction. */
static void *caller_run(void *argument)
{
	struct caller *caller = argument;
	struct job job;
	char name[24];

	for (int i = 0; i < CALLS; i++) {
		struct error e;

		job_init(&job, caller->number * CALLS + i + 1, name);
		if (i % 5 == 4)
			job.answer = fail(ERR_CANCEL_DONE, NULL);
		if (caller->number == 7 && i == 10)
			job.name = "bomb";
		e = writer_call(caller->writer, &job.command);
		caller->accepted += e.code == 0;
		caller->refused += e.code == ERR_CANCEL_DONE;
		caller->lost += e.code == ERR_BUSY;
		arena_done(&job.arena);
	}
	return NULL;
}

TEST(sixty_four_threads_lose_nothing_and_invent_nothing)
{
	for (int e = 0; e < ENGINES; e++) {
		static struct caller callers[THREADS];
		struct scene scene;
		int accepted = 0, refused = 0, lost = 0;

		if (!scene_open(&scene, e, NULL))
			continue;
		for (int i = 0; i < THREADS; i++) {
			callers[i] = (struct caller){ .writer = scene.writer,
				.number = i + 1 };
			CHECK_INT(0, pthread_create(&callers[i].thread, NULL,
					 caller_run, &callers[i]));
		}
		for (int i = 0; i < THREADS; i++) {
			pthread_join(callers[i].thread, NULL);
			accepted += callers[i].accepted;
			refused += callers[i].refused;
			lost += callers[i].lost;
		}
		CHECK_INT(1, lost);
		CHECK_INT(THREADS * CALLS / 5, refused);
		CHECK_INT(THREADS * CALLS, accepted + refused + lost);
		scene_run(&scene); /* eight more */
		CHECK_INT(accepted + JOBS, items(&scene));
		CHECK_INT(accepted + JOBS, notes(&scene, 0));
		CHECK_INT(refused, notes(&scene, ERR_CANCEL_DONE));
		scene_close(&scene);
	}
}

static struct error commit_fails(struct db *db)
{
	(void)db;
	return fail(ERR_INTERNAL, NULL);
}

/* Never comes back: the writer's thread ends the process. */
static void child_commits(struct store *s)
{
	struct engine broken;
	struct writer *writer;
	struct job job;
	char name[24];

	store_connect(s, 0);
	store_tables(s, 0);
	broken = *s->db->engine;
	broken.commit = commit_fails;
	s->db->engine = &broken;
	job_init(&job, 1, name);
	CHECK_OK(writer_start_on(s->db, NULL, &writer));
	writer_call(writer, &job.command);
	_exit(1); /* was answered */
}

/* Nothing may go on, and nobody be answered, after a sync that failed. */
TEST(a_failed_commit_stops_the_process)
{
	struct store s;
	int status;
	pid_t child;

	CHECK(store_place(&s, 0));
	if ((child = fork()) == 0)
		child_commits(&s);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status));
	CHECK_INT(EX_IOERR, WEXITSTATUS(status));
	store_close(&s);
}

RUN_TESTS(
    TEST_1(a_refused_command_takes_back_its_effects_only_and_keeps_its_record),
    TEST_1(a_broken_constraint_is_the_commands_own_and_its_field_arrives),
    TEST_1(without_its_record_nothing_of_a_command_stays),
    TEST_1(when_the_engine_drops_a_batch_all_but_the_guilty_come_through),
    TEST_1(a_constraint_that_only_the_commit_sees_hits_the_guilty_alone),
    TEST_1(who_is_answered_is_committed_already),
    TEST_1(people_go_before_background_which_has_a_commit_for_each),
    TEST_1(background_is_not_starved_by_people),
    TEST_1(a_full_queue_refuses_and_stopping_finishes_what_is_in),
    TEST_1(sixty_four_threads_lose_nothing_and_invent_nothing),
    TEST_1(a_failed_commit_stops_the_process))
