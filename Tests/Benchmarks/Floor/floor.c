// The floor that the studio is measured against: about the least that a curses program in C can do to show a prompt
// with a counter, a list and sliders, and to take keys. It applies all keys that wait before it refreshes, redraws only
// the prompt and its counter, and knows pastes only as text. Ctrl-Q ends it. The one argument is the list's length.

#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1

#include <curses.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

enum { PROMPT_ROW = 2, PROMPT_COLUMN = 1, PROMPT_HEIGHT = 12, PROMPT_WIDTH = 52, CAPACITY = 1 << 20 };

static wchar_t text[CAPACITY];
static int length;

/// Draws the end of the text, broken at the pane's width, and the counter.
static void draw_prompt(void) {
    static int starts[CAPACITY + 1];
    int rows = 0, column = 0;
    starts[rows++] = 0;
    for (int i = 0; i < length; i++) {
        if (text[i] == L'\n' || column == PROMPT_WIDTH) {
            starts[rows++] = text[i] == L'\n' ? i + 1 : i;
            column = text[i] == L'\n' ? 0 : 1;
        } else {
            column++;
        }
    }
    int first = rows > PROMPT_HEIGHT ? rows - PROMPT_HEIGHT : 0;
    for (int row = 0; row < PROMPT_HEIGHT; row++) {
        int index = first + row, count = 0;
        move(PROMPT_ROW + row, PROMPT_COLUMN);
        if (index < rows) {
            int end = index + 1 < rows ? starts[index + 1] : length;
            count = end - starts[index];
            if (count > 0 && text[end - 1] == L'\n') count--;
            addnwstr(text + starts[index], count);
        }
        for (; count < PROMPT_WIDTH; count++) addch(' ');
    }
    mvprintw(PROMPT_ROW + PROMPT_HEIGHT, PROMPT_COLUMN + 1, " %d/3000 ", length);
    hline(ACS_HLINE, 8);
    move(PROMPT_ROW + rows - first - 1, PROMPT_COLUMN + column);
}

/// A titled frame.
static void draw_pane(int row, int column, int height, int width, const char *title) {
    mvhline(row, column, ACS_HLINE, width);
    mvhline(row + height - 1, column, ACS_HLINE, width);
    mvvline(row, column, ACS_VLINE, height);
    mvvline(row, column + width - 1, ACS_VLINE, height);
    attron(A_BOLD);
    mvprintw(row, column + 2, " %s ", title);
    attroff(A_BOLD);
}

static void draw_all(int entries) {
    attron(A_REVERSE);
    mvhline(0, 0, ' ', COLS);
    mvprintw(0, 1, "Floor");
    mvhline(LINES - 1, 0, ' ', COLS);
    mvprintw(LINES - 1, 1, "^Q leave");
    attroff(A_REVERSE);
    draw_pane(PROMPT_ROW - 1, 0, PROMPT_HEIGHT + 2, PROMPT_WIDTH + 2, "Prompt");
    draw_pane(15, 0, LINES - 16, PROMPT_WIDTH + 2, "Parameters");
    for (int i = 0; i < 12; i++) {
        attron(COLOR_PAIR(1));
        mvprintw(16 + i, 2, "parameter %-2d %5d", i + 1, 256 + 32 * i);
        attroff(COLOR_PAIR(1));
        mvhline(16 + i, 22, ACS_HLINE, 28);
        mvaddch(16 + i, 24 + 2 * i, ACS_DIAMOND);
    }
    draw_pane(1, PROMPT_WIDTH + 2, LINES - 2, COLS - PROMPT_WIDTH - 2, "History");
    for (int i = 0; i < entries && i < LINES - 4; i++) {
        mvprintw(2 + i, PROMPT_WIDTH + 4, "done   12:%02d  a benchmark picture, number %d", i % 60, entries - i);
    }
    draw_prompt();
    refresh();
}

/// Takes one character; false when the program is to end.
static bool take(wint_t key) {
    static int escape; // 0: text; 1: behind ESC; 2: inside a control sequence, as those around a paste
    if (key == 17) return false;
    if (escape == 1) {
        escape = key == '[' ? 2 : 0;
    } else if (escape == 2) {
        if (key >= 0x40 && key <= 0x7E) escape = 0;
    } else if (key == 27) {
        escape = 1;
    } else if (key == 127 || key == 8) {
        if (length > 0) length--;
    } else if (key == 21) {
        while (length > 0 && text[length - 1] != L'\n') length--;
    } else if ((key == '\r' || key == '\n' || key >= ' ') && length < CAPACITY) {
        text[length++] = key == '\r' ? L'\n' : (wchar_t)key;
    }
    return true;
}

int main(int argc, char **argv) {
    setlocale(LC_ALL, "");
    initscr();
    raw();
    noecho();
    nonl();
    nodelay(stdscr, TRUE);
    start_color();
    use_default_colors();
    init_pair(1, COLOR_CYAN, -1);
    printf("\033[?2004h");
    fflush(stdout);
    draw_all(argc > 1 ? atoi(argv[1]) : 0);
    for (bool running = true; running;) {
        struct pollfd keys = {.fd = STDIN_FILENO, .events = POLLIN};
        if (poll(&keys, 1, -1) < 0) continue;
        if (keys.revents & (POLLHUP | POLLERR)) break;
        wint_t key;
        while (running && get_wch(&key) != ERR) running = take(key);
        draw_prompt();
        refresh();
    }
    printf("\033[?2004l");
    endwin();
    return 0;
}
