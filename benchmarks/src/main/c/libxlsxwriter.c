/*
 * The yardstick in C: writes a table of tab-separated values with libxlsxwriter in its constant-memory mode.
 *
 * usage: libxlsxwriter <in.tsv> <out.xlsx> <kinds>      kinds: one letter a column, n = number, t = text
 * prints the seconds it took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: %s <in.tsv> <out.xlsx> <kinds>\n", argv[0]);
    return 2;
  }
  FILE *in = fopen(argv[1], "r");
  if (!in) {
    perror(argv[1]);
    return 1;
  }
  const char *kinds = argv[3];
  remove(argv[2]);
  double begin = now();
  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *workbook = workbook_new_opt(argv[2], &options);
  lxw_worksheet *sheet = workbook_add_worksheet(workbook, NULL);
  char *line = NULL;
  size_t capacity = 0;
  ssize_t length;
  for (lxw_row_t row = 0; (length = getline(&line, &capacity, in)) > 0; row++) {
    if (line[length - 1] == '\n') {
      line[length - 1] = 0;
    }
    char *cell = line;
    for (lxw_col_t column = 0; kinds[column]; column++) {
      char *end = strchr(cell, '\t');
      if (end) {
        *end = 0;
      }
      if (*cell) {
        /* The first line is the header. */
        if (kinds[column] == 'n' && row > 0) {
          worksheet_write_number(sheet, row, column, strtod(cell, NULL), NULL);
        } else {
          worksheet_write_string(sheet, row, column, cell, NULL);
        }
      }
      cell = end ? end + 1 : cell + strlen(cell);
    }
  }
  lxw_error error = workbook_close(workbook);
  double end = now();
  if (error) {
    fprintf(stderr, "%s\n", lxw_strerror(error));
    return 1;
  }
  printf("%.6f\n", end - begin);
  return 0;
}
