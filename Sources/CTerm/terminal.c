#define _GNU_SOURCE
#include "CTerm.h"
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

int ct_locale_utf8(void) {
    if (setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 1;
    return setlocale(LC_CTYPE, "C.UTF-8") ? 2 : 0;
}

int ct_wcwidth(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

static int open_tty(int flags) {
    int fd = open("/dev/tty", flags | O_NOCTTY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int ct_tty_open_input(void) { return open_tty(O_RDONLY | O_NONBLOCK); }
int ct_tty_open_output(void) { return open_tty(O_WRONLY); }

int ct_tty_size(int fd, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0) return -errno;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

// Read by signal handlers and the watchdog: written before `claimed` is set, never changed while it is.
static struct termios remembered;
static atomic_bool has_remembered;
static atomic_bool claimed;
static pthread_t owner;
static int restore_fd = -1;

int ct_tty_remember(int fd) {
    struct termios now;
    if (tcgetattr(fd, &now) != 0) return -errno;
    remembered = now;
    // A descriptor of its own that never blocks, so that restoring works while the program's output is stuck.
    if (restore_fd < 0) restore_fd = open_tty(O_WRONLY | O_NONBLOCK);
    has_remembered = true;
    return 0;
}

void ct_tty_set_claimed(bool is) {
    if (is) owner = pthread_self();
    claimed = is;
}
pthread_t ct_tty_owner(void) { return owner; }
bool ct_tty_is_claimed(void) { return claimed; }
int ct_tty_restore_fd(void) { return restore_fd; }

void ct_tty_restore(bool discarding) {
    if (!claimed || !has_remembered || restore_fd < 0) return;
    claimed = false;
    static const char reset[] =
        "\033[0m\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[?1l\033>\033[?1049l\033[?25h";
    if (discarding) tcflush(restore_fd, TCOFLUSH);
    ssize_t ignored = write(restore_fd, reset, sizeof reset - 1);
    (void)ignored;
    tcsetattr(restore_fd, TCSANOW, &remembered);
}

ssize_t ct_read(int fd, void *buffer, size_t capacity) {
    for (;;) {
        ssize_t count = read(fd, buffer, capacity);
        if (count >= 0) return count;
        if (errno != EINTR) return -errno;
    }
}

int ct_write_all(int fd, const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        ssize_t written = write(fd, next, count);
        if (written >= 0) {
            next += written;
            count -= (size_t)written;
        } else if (errno == EAGAIN) {
            struct pollfd wait = {.fd = fd, .events = POLLOUT};
            if (poll(&wait, 1, -1) < 0 && errno != EINTR) return -errno;
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return 0;
}

ssize_t ct_write_some(int fd, const void *bytes, size_t count) {
    struct pollfd now = {.fd = fd, .events = POLLOUT};
    if (poll(&now, 1, 0) <= 0 || !(now.revents & POLLOUT)) return -EAGAIN;
    // A pipe or terminal that is writable takes at least this much without waiting.
    ssize_t written = write(fd, bytes, count < 512 ? count : 512);
    return written < 0 ? -errno : written;
}

int ct_pipe(int *reading, int *writing) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -errno;
    *reading = ends[0];
    *writing = ends[1];
    return 0;
}

int64_t ct_monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int ct_poll(ct_watch *watches, size_t count, int64_t nanoseconds) {
    struct pollfd polled[8];
    if (count > 8) return -EINVAL;
    for (size_t i = 0; i < count; i++) {
        polled[i].fd = watches[i].fd;
        polled[i].events = (short)((watches[i].wanted & CT_READABLE ? POLLIN : 0) |
                                   (watches[i].wanted & CT_WRITABLE ? POLLOUT : 0));
        polled[i].revents = 0;
        watches[i].ready = 0;
    }
    struct timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    int found = ppoll(polled, count, nanoseconds < 0 ? NULL : &limit, NULL);
    if (found < 0) return errno == EINTR ? 0 : -errno;
    for (size_t i = 0; i < count; i++) {
        short events = polled[i].revents;
        watches[i].ready = (events & POLLIN ? CT_READABLE : 0) | (events & POLLOUT ? CT_WRITABLE : 0) |
                           (events & (POLLHUP | POLLERR | POLLNVAL) ? CT_GONE : 0);
    }
    return 0;
}
