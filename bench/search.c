/*
 * search.c - how long the daemon takes to answer searches, beside bare FTS5
 *
 *   search DIR URL PASSAGES [TEXT...]
 *
 * DIR, PASSAGES and the TEXTs as for fill.c; the daemon serves DIR/registry at
 * URL. Asks the queries of mix.c one by one, each of the index and of the
 * daemon in turns, and compares the daemon's totals with true ones; then all
 * of them mixed, by CLIENTS threads at once, first of the index, then of the
 * daemon. Prints milliseconds, and the ratio of daemon : bare: alone, the
 * median over pairs of one query; with many, that of the medians.
 *
 * CLIENTS, SECONDS_ALONE (for each class) and SECONDS_TOGETHER may be set.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/client.h"
#include "bench/now.h"
#include "lib/base/log.h"

#define ROUNDS      5 /* of a class, when there is time               */
#define PAIRS_LEAST 5 /* of a class, even if there is none, but not   */
#define PATIENCE    5 /* when they take so many times as long as that */
#define CLIENTS_MAX 256

static const char *dir, *url;
static size_t clients, seconds_alone, seconds_together;

/* ---- times ------------------------------------------------------------- */

struct times {
	double *v;
	size_t n, room;
};

static void add_time(struct times *t, double seconds)
{
	if (t->n == t->room) {
		t->room = t->room == 0 ? 256 : 2 * t->room;
		t->v = realloc(t->v, t->room * sizeof(*t->v));
		if (t->v == NULL)
			abort();
	}
	t->v[t->n++] = seconds;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The value that so many of a hundred do not exceed; sorts them. */
static double percentile(struct times *t, double percent)
{
	size_t at = (size_t)((double)t->n * percent / 100);

	if (t->n == 0)
		return 0;
	qsort(t->v, t->n, sizeof(*t->v), by_size);
	return t->v[at < t->n ? at : t->n - 1];
}

/* What was measured of one class. */
struct figures {
	struct times hits;
	struct times alone[SIDE__COUNT], ratios, together[SIDE__COUNT];
};

/* ---- one by one -------------------------------------------------------- */

static double ask(struct client *c, const struct query_asked *q, int64_t *total)
{
	double start = now();

	*total = client_ask(c, q);
	return now() - start;
}

static void ask_both(struct client *const *c, const struct query_asked *q,
                     struct figures *f)
{
	int64_t total;
	double bare = ask(c[SIDE_BARE], q, &total),
	       daemon = ask(c[SIDE_DAEMON], q, &total);

	add_time(&f->alone[SIDE_BARE], bare);
	add_time(&f->alone[SIDE_DAEMON], daemon);
	add_time(&f->ratios, daemon / bare);
}

/* Also brings what the query needs into memory. */
static void check_total(struct client *const *c, const struct query_asked *q,
                        struct figures *f)
{
	int64_t wanted = client_count(c[SIDE_BARE], q), total;

	ask(c[SIDE_DAEMON], q, &total);
	add_time(&f->hits, (double)wanted);
	if (total == wanted)
		return;
	fprintf(stderr, "search: %s: the total is %lld, not %lld\n", q->target,
	        (long long)wanted, (long long)total);
	exit(EXIT_FAILURE);
}

static void measure_alone(struct client *const *c, const struct query_class *k,
                          struct figures *f)
{
	double began = now();

	for (size_t i = 0; i < ROUNDS * QUERIES_EACH; i++) {
		const struct query_asked *q = &k->queries[i % QUERIES_EACH];
		size_t most = seconds_alone * (i < PAIRS_LEAST ? PATIENCE : 1);

		if (i > 0 && now() - began > (double)most)
			return;
		if (i < QUERIES_EACH)
			check_total(c, q, f);
		ask_both(c, q, f);
	}
}

/* ---- many at once ------------------------------------------------------ */

struct crowd {
	const struct mix *mix;
	enum side side;
	double end;
	atomic_size_t next; /* query */
	size_t cut;         /* connections */
};

struct member {
	pthread_t thread;
	struct crowd *crowd;
	struct client *client;
	struct times times[CLASSES_MAX];
};

/* Class by class, so that each is asked as often. */
static void *take_part(void *arg)
{
	struct member *m = arg;
	const struct mix *mix = m->crowd->mix;
	int64_t total;

	while (now() < m->crowd->end) {
		size_t at = m->crowd->next++, class = at % mix->n;
		size_t query = at / mix->n % QUERIES_EACH;

		add_time(&m->times[class],
		         ask(m->client, &mix->classes[class].queries[query],
		             &total));
	}
	return NULL;
}

static void start(struct crowd *crowd, struct member *members)
{
	for (size_t i = 0; i < clients; i++) {
		struct member *m = &members[i];

		m->crowd = crowd;
		m->client = client_new(crowd->side, dir, url);
	}
	crowd->end = now() + (double)seconds_together;
	for (size_t i = 0; i < clients; i++)
		if (pthread_create(&members[i].thread, NULL, take_part,
		                   &members[i]) != 0)
			abort();
}

static void gather(struct crowd *crowd, struct member *m, struct figures *f)
{
	pthread_join(m->thread, NULL);
	crowd->cut += client_cut(m->client);
	client_free(m->client);
	for (size_t i = 0; i < crowd->mix->n; i++) {
		for (size_t j = 0; j < m->times[i].n; j++)
			add_time(&f[i].together[crowd->side], m->times[i].v[j]);
		free(m->times[i].v);
	}
}

static void measure_together(const struct mix *mix, enum side side,
                             struct figures *f)
{
	static struct member members[CLIENTS_MAX];
	struct crowd crowd = { .mix = mix, .side = side };
	double began = now();

	memset(members, 0, sizeof(members));
	start(&crowd, members);
	for (size_t i = 0; i < clients; i++)
		gather(&crowd, &members[i], f);
	printf("%s: %.1f answers a second, the classes mixed",
	       side == SIDE_BARE ? "bare" : "ours",
	       (double)crowd.next / (now() - began));
	if (crowd.cut > 0)
		printf("; %zu connections closed without an answer", crowd.cut);
	printf("\n");
}

/* ---- telling ----------------------------------------------------------- */

static void print_times(struct times sides[SIDE__COUNT])
{
	for (size_t i = 0; i < SIDE__COUNT; i++)
		printf(" %9.2f %9.2f", percentile(&sides[i], 50) * 1e3,
		       percentile(&sides[i], 99) * 1e3);
}

static void print_class(const char *name, struct figures *f)
{
	printf("%-14s %8.0f %5zu", name, percentile(&f->hits, 50), f->ratios.n);
	print_times(f->alone);
	printf(" %7.2f", percentile(&f->ratios, 50));
	print_times(f->together);
	printf(" %7.2f\n", percentile(&f->together[SIDE_DAEMON], 50) /
	                           percentile(&f->together[SIDE_BARE], 50));
}

static void print_head(void)
{
	printf("%-14s %8s %5s %39s %7s %29s %zu clients\n", "", "", "",
	       "alone, ms", "", "", clients);
	printf("%-14s %8s %5s", "class", "hits", "n");
	for (size_t i = 0; i < 2; i++)
		printf(" %9s %9s %9s %9s %7s", "bare p50", "p99", "ours p50",
		       "p99", "ratio");
	printf("\n");
}

/* ---- the whole --------------------------------------------------------- */

static size_t setting(const char *name, size_t otherwise)
{
	const char *value = getenv(name);

	return value != NULL ? strtoull(value, NULL, 10) : otherwise;
}

static void read_settings(void)
{
	clients = setting("CLIENTS", 32);
	seconds_alone = setting("SECONDS_ALONE", 5);
	seconds_together = setting("SECONDS_TOGETHER", 10);
	if (clients > CLIENTS_MAX)
		clients = CLIENTS_MAX;
}

static void measure(const struct mix *mix, struct client *const *c)
{
	static struct figures figures[CLASSES_MAX];

	for (size_t i = 0; i < mix->n; i++)
		measure_alone(c, &mix->classes[i], &figures[i]);
	for (enum side s = 0; s < SIDE__COUNT; s++)
		measure_together(mix, s, figures);
	print_head();
	for (size_t i = 0; i < mix->n; i++)
		print_class(mix->classes[i].name, &figures[i]);
}

int main(int argc, char **argv)
{
	size_t n = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
	struct arena *a = arena_new();
	struct client *c[SIDE__COUNT];
	struct corpus corpus;
	static struct mix mix;

	if (n < PASSAGES_EACH) {
		fprintf(stderr, "usage: search DIR URL PASSAGES [TEXT...]\n");
		return 2;
	}
	dir = argv[1];
	url = argv[2];
	log_set_level(LOG_WARN);
	read_settings();
	for (enum side s = 0; s < SIDE__COUNT; s++)
		c[s] = client_new(s, dir, url);
	corpus_read(&corpus, a, argv + 4, (size_t)argc - 4);
	mix_draw(&mix, &corpus, a, client_bare(c[SIDE_BARE]),
	         n / PASSAGES_EACH);
	measure(&mix, c);
	for (enum side s = 0; s < SIDE__COUNT; s++)
		client_free(c[s]);
	arena_free(a);
	return 0;
}
