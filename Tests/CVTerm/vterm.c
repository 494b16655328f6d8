#define _GNU_SOURCE
#include "CVTerm.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

struct cv_terminal {
    VTerm *vterm;
    VTermScreen *screen;
    bool cursor_visible, alternate;
};

static int set_property(VTermProp property, VTermValue *value, void *user) {
    cv_terminal *terminal = user;
    if (property == VTERM_PROP_CURSORVISIBLE) terminal->cursor_visible = value->boolean;
    if (property == VTERM_PROP_ALTSCREEN) terminal->alternate = value->boolean;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = set_property};

cv_terminal *cv_new(int columns, int rows) {
    cv_terminal *terminal = calloc(1, sizeof *terminal);
    terminal->vterm = vterm_new(rows, columns);
    vterm_set_utf8(terminal->vterm, 1);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    terminal->cursor_visible = true;
    vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);
    return terminal;
}

void cv_free(cv_terminal *terminal) {
    vterm_free(terminal->vterm);
    free(terminal);
}

void cv_feed(cv_terminal *terminal, const void *bytes, size_t count) {
    vterm_input_write(terminal->vterm, bytes, count);
    vterm_screen_flush_damage(terminal->screen);
}

void cv_resize(cv_terminal *terminal, int columns, int rows) { vterm_set_size(terminal->vterm, rows, columns); }

static int color(VTermColor color) {
    if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color)) return -1;
    return VTERM_COLOR_IS_INDEXED(&color) ? color.indexed.idx : -2;
}

cv_cell cv_cell_at(const cv_terminal *terminal, int column, int row) {
    cv_cell result = {.foreground = -1, .background = -1, .width = 1};
    VTermScreenCell cell;
    VTermPos place = {.row = row, .col = column};
    if (!vterm_screen_get_cell(terminal->screen, place, &cell)) return result;
    for (size_t i = 0; i < 6; i++) result.scalars[i] = cell.chars[i];
    result.width = cell.width;
    if (cell.chars[0] == (uint32_t)-1) {
        result.scalars[0] = 0;
        result.width = 0;
    }
    result.foreground = color(cell.fg);
    result.background = color(cell.bg);
    result.bold = cell.attrs.bold;
    result.underline = cell.attrs.underline != 0;
    result.italic = cell.attrs.italic;
    result.reverse = cell.attrs.reverse;
    return result;
}

static VTermPos cursor(const cv_terminal *terminal) {
    VTermPos place;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &place);
    return place;
}

int cv_cursor_column(const cv_terminal *terminal) { return cursor(terminal).col; }
int cv_cursor_row(const cv_terminal *terminal) { return cursor(terminal).row; }
bool cv_cursor_visible(const cv_terminal *terminal) { return terminal->cursor_visible; }
bool cv_alternate_screen(const cv_terminal *terminal) { return terminal->alternate; }

pid_t cv_spawn(const char *path, char *const argv[], char *const envp[], int columns, int rows, int *master,
               int *slave) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    sigset_t none;
    sigemptyset(&none);
    char name[64];
    pid_t pid = forkpty(master, name, NULL, &size);
    if (pid == 0) {
        for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
        sigprocmask(SIG_SETMASK, &none, NULL);
        close_range(3, ~0U, 0);
        execve(path, argv, envp);
        _exit(127);
    }
    if (pid < 0) return -errno;
    fcntl(*master, F_SETFD, FD_CLOEXEC);
    fcntl(*master, F_SETFL, fcntl(*master, F_GETFL) | O_NONBLOCK);
    *slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return pid;
}

int cv_set_size(int master, int columns, int rows) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    return ioctl(master, TIOCSWINSZ, &size);
}

bool cv_is_cooked(int master) {
    struct termios now;
    if (tcgetattr(master, &now) != 0) return false;
    const tcflag_t expected = ICANON | ECHO | ISIG;
    return (now.c_lflag & expected) == expected && (now.c_iflag & ICRNL) && (now.c_oflag & OPOST);
}
