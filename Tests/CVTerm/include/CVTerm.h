// CVTerm: a terminal made of libvterm, and a child process on a pseudo terminal. For tests: no Swift code ever runs in
// the forked child, and libvterm's bit fields become plain numbers.

#ifndef CVTERM_H
#define CVTERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct cv_terminal cv_terminal;

/// One cell as drawn. `width` is 0 for the right half of a wide character. Colours are palette numbers, -1 default.
typedef struct {
    uint32_t scalars[6];
    int width, foreground, background;
    bool bold, underline, italic, reverse;
} cv_cell;

cv_terminal *cv_new(int columns, int rows);
void cv_free(cv_terminal *terminal);
void cv_feed(cv_terminal *terminal, const void *bytes, size_t count);
void cv_resize(cv_terminal *terminal, int columns, int rows);
cv_cell cv_cell_at(const cv_terminal *terminal, int column, int row);
int cv_cursor_column(const cv_terminal *terminal);
int cv_cursor_row(const cv_terminal *terminal);
bool cv_cursor_visible(const cv_terminal *terminal);
bool cv_alternate_screen(const cv_terminal *terminal);

/// Starts a program as the leader of a session on a new terminal, with default signals and an empty mask. `slave`
/// receives a second descriptor of its end, so that nothing written is lost when the program ends.
pid_t cv_spawn(const char *path, char *const argv[], char *const envp[], int columns, int rows, int *master,
               int *slave);
int cv_set_size(int master, int columns, int rows);
/// Whether the terminal is in the state a shell expects: canonical, echoing, making signals.
bool cv_is_cooked(int master);

#endif
