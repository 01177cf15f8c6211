/*
 * Makes one C file with a const sorted table of files (base/embedded.h) and a
 * depfile, so that a new or changed file rebuilds. Knows nothing of contents.
 *
 * What browsers load ("web/static/") stands in it compressed, too.
 *
 * embed OUTPUT DEPFILE SOURCE_ROOT [CATALOGUE.mo ...]
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/sha.h>
#include <zlib.h>

struct folder {
	const char *path;   /* below the source root */
	const char *prefix; /* of the names in the table */
	const char *suffix; /* "" takes every file */
};

static const struct folder folders[] = {
	{ "src/web/templates", "web/templates", ".mustache" },
	{ "src/portal/templates", "portal/templates", ".mustache" },
	{ "src/operator/templates", "operator/templates", ".mustache" },
	{ "src/web/static", "web/static", "" },
	{ "src/db/migrations", "db/migrations", ".sql" },
	{ "data", "data", "" },
};

struct file {
	char *name;
	unsigned char *bytes;
	size_t length;
};

struct files {
	struct file *list;
	size_t count;
};

static _Noreturn void die(const char *what, const char *path)
{
	fprintf(stderr, "embed: %s: %s\n", what, path);
	exit(1);
}

static char *join(const char *a, const char *b)
{
	/* not asprintf: gcc 12 then takes the result for a dangling pointer */
	size_t room = strlen(a) + strlen(b) + 2;
	char *path = malloc(room);

	if (!path)
		die("no memory", a);
	snprintf(path, room, "%s/%s", a, b);
	return path;
}

static void add(struct files *files, const char *path, const char *name)
{
	FILE *in = fopen(path, "rb");
	struct file *file;
	long length;

	if (!in || fseek(in, 0, SEEK_END) || (length = ftell(in)) < 0)
		die("cannot read", path);
	rewind(in);
	files->list =
	    realloc(files->list, (files->count + 1) * sizeof(*files->list));
	if (!files->list)
		die("no memory", path);
	file = &files->list[files->count++];
	file->name = strdup(name);
	file->length = (size_t)length;
	file->bytes = malloc(file->length + 1);
	if (!file->name || !file->bytes ||
	    fread(file->bytes, 1, file->length, in) != file->length)
		die("cannot read", path);
	fclose(in);
}

static bool ends(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	return n >= s && !strcmp(name + n - s, suffix);
}

/* Folders stand in the depfile too: their time changes with a new file. */
static void walk(struct files *files, FILE *deps, const char *path,
    const char *prefix, const char *suffix)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;

	fprintf(deps, " %s", path);
	while (dir && (entry = readdir(dir))) {
		char *below, *name;

		if (entry->d_name[0] == '.' || ends(entry->d_name, "~") ||
		    !strcmp(entry->d_name, "mustache-spec"))
			continue; /* public test data, not of the product */
		below = join(path, entry->d_name);
		name = join(prefix, entry->d_name);
		if (stat(below, &st))
			die("cannot read", below);
		if (S_ISDIR(st.st_mode)) {
			walk(files, deps, below, name, suffix);
		} else if (ends(name, suffix)) {
			fprintf(deps, " %s", below);
			add(files, below, name);
		}
		free(below);
		free(name);
	}
	if (dir)
		closedir(dir);
}

static void walk_all(struct files *files, FILE *deps, const char *root)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const struct folder *folder = &folders[i];
		char *path = join(root, folder->path);
		struct stat st;

		if (stat(path, &st) == 0) {
			walk(files, deps, path, folder->prefix, folder->suffix);
		} else {
			*strrchr(path, '/') = '\0';
			fprintf(deps, " %s", path);
		}
		free(path);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void write_bytes(FILE *out, const struct file *file)
{
	for (size_t i = 0; i < file->length; i++) {
		unsigned char c = file->bytes[i];

		if (i && i % 4096 == 0)
			fputs("\"\n\"", out);
		if (c == '\n')
			fputs("\\n", out);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ' || c > '~' || c == '?')
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
}

/* Once a build: as small as zlib can. */
static struct file compressed(const struct file *file)
{
	struct file small = { .name = file->name };
	z_stream stream = { .next_in = file->bytes,
		.avail_in = (unsigned)file->length };

	if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED,
		MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		die("cannot compress", file->name);
	small.length = deflateBound(&stream, file->length);
	small.bytes = malloc(small.length);
	if (!small.bytes)
		die("no memory", file->name);
	stream.next_out = small.bytes;
	stream.avail_out = (unsigned)small.length;
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
		die("cannot compress", file->name);
	small.length = stream.total_out;
	deflateEnd(&stream);
	return small;
}

static void write_gzip(FILE *out, const struct file *file)
{
	static const char folder[] = "web/static/";
	struct file small;

	if (strncmp(file->name, folder, sizeof(folder) - 1) != 0) {
		fputs("\", NULL, 0 },\n", out);
		return;
	}
	small = compressed(file);
	if (small.length < file->length) {
		fputs("\", \"", out);
		write_bytes(out, &small);
		fprintf(out, "\", %zu },\n", small.length);
	} else {
		fputs("\", NULL, 0 },\n", out);
	}
	free(small.bytes);
}

static void write_file(FILE *out, const struct file *file)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];

	SHA256(file->bytes, file->length, hash);
	fprintf(out, "\t{ \"%s\", \"", file->name);
	write_bytes(out, file);
	fprintf(out, "\",\n\t    %zu, \"", file->length);
	for (int i = 0; i < 8; i++)
		fprintf(out, "%02x", hash[i]);
	write_gzip(out, file);
}

static const char top[] =
    "/* Made by tools/embed.c. */\n"
    "#include \"base/embedded.h\"\n\n#include <string.h>\n\n"
    "static const struct embedded files[] = {\n";

static const char bottom[] =
    "\t{ NULL, NULL, 0, NULL, NULL, 0 },\n};\n\n"
    "#define FILES (sizeof(files) / sizeof(*files) - 1)\n\n"
    "const struct embedded *embedded_find(const char *name)\n{\n"
    "\tsize_t low = 0, high = FILES;\n\n"
    "\twhile (low < high) {\n"
    "\t\tsize_t middle = (low + high) / 2;\n"
    "\t\tint order = strcmp(name, files[middle].name);\n\n"
    "\t\tif (order == 0)\n\t\t\treturn &files[middle];\n"
    "\t\tif (order < 0)\n\t\t\thigh = middle;\n"
    "\t\telse\n\t\t\tlow = middle + 1;\n"
    "\t}\n\treturn NULL;\n}\n\n"
    "const struct embedded *embedded_list(size_t *ret_count)\n{\n"
    "\t*ret_count = FILES;\n\treturn files;\n}\n";

int main(int argc, char **argv)
{
	struct files files = { 0 };
	FILE *out, *deps;

	if (argc < 4)
		die("usage", "embed OUTPUT DEPFILE SOURCE_ROOT [FILE.mo ...]");
	out = fopen(argv[1], "wb");
	deps = fopen(argv[2], "wb");
	if (!out || !deps)
		die("cannot write", argv[1]);
	fprintf(deps, "%s:", argv[1]);
	walk_all(&files, deps, argv[3]);
	for (int i = 4; i < argc; i++) {
		const char *slash = strrchr(argv[i], '/');
		char *name = join("po", slash ? slash + 1 : argv[i]);

		add(&files, argv[i], name);
		free(name);
	}
	fputc('\n', deps);
	if (files.count)
		qsort(files.list, files.count, sizeof(*files.list), by_name);
	fputs(top, out);
	for (size_t i = 0; i < files.count; i++)
		write_file(out, &files.list[i]);
	fputs(bottom, out);
	if (fclose(out) || fclose(deps))
		die("cannot write", argv[1]);
	for (size_t i = 0; i < files.count; i++) {
		free(files.list[i].name);
		free(files.list[i].bytes);
	}
	free(files.list);
	return 0;
}
