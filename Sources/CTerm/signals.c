#define _GNU_SOURCE
#include "CTerm.h"
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int loop_pipe_writing = -1;
static int watchdog_pipe_writing = -1;
static int watchdog_pipe_reading = -1;
static int deadline;

static void serve(int number) {
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(loop_pipe_writing, &byte, 1);
    if (number == SIGTERM) ignored = write(watchdog_pipe_writing, &byte, 1);
    (void)ignored;
    errno = kept;
}

static atomic_bool parked;

/// Where the thread that owns the screen ends when the watchdog takes the terminal from it.
static void park(int number) {
    (void)number;
    parked = true;
    for (;;) pause();
}

static void *watch(void *unused) {
    (void)unused;
    unsigned char byte;
    while (read(watchdog_pipe_reading, &byte, 1) != 1) {
        if (errno != EINTR && errno != EAGAIN) return NULL;
        struct pollfd wait = {.fd = watchdog_pipe_reading, .events = POLLIN};
        poll(&wait, 1, -1);
    }
    int64_t end = ct_monotonic() + (int64_t)deadline * 1000000;
    for (int64_t left = end - ct_monotonic(); left > 0; left = end - ct_monotonic()) {
        poll(NULL, 0, (int)(left / 1000000 + 1));
    }
    // A thread stuck in a write holds the terminal's write lock: it is called away from there, for good.
    if (ct_tty_is_claimed()) {
        pthread_kill(ct_tty_owner(), SIGRTMIN + 3);
        for (int tries = 0; tries < 50 && !parked; tries++) poll(NULL, 0, 1);
    }
    ct_tty_restore(true);
    _exit(128 + SIGTERM);
}

int ct_signals_serve(int deadline_ms) {
    int loop_pipe_reading;
    int failure = ct_pipe(&loop_pipe_reading, &loop_pipe_writing);
    if (failure == 0) failure = ct_pipe(&watchdog_pipe_reading, &watchdog_pipe_writing);
    if (failure != 0) return failure;
    deadline = deadline_ms;

    // The watchdog takes no signal itself: a handler must never run on the thread that has to survive it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    failure = pthread_create(&thread, NULL, watch, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure != 0) return -failure;
    pthread_detach(thread);

    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = serve;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    static const int served[] = {SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT};
    for (size_t i = 0; i < sizeof served / sizeof *served; i++) {
        if (sigaction(served[i], &action, NULL) != 0) return -errno;
    }
    action.sa_handler = park;
    if (sigaction(SIGRTMIN + 3, &action, NULL) != 0) return -errno;
    signal(SIGPIPE, SIG_IGN);
    // Taking the terminal back from the background must not stop us half way.
    signal(SIGTTOU, SIG_IGN);
    return loop_pipe_reading;
}

void ct_stop_self(void) {
    struct sigaction stop, before;
    memset(&stop, 0, sizeof stop);
    stop.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &stop, &before);
    sigset_t only, mask;
    sigemptyset(&only);
    sigaddset(&only, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &only, &mask);
    // Directed at this thread: the stop has taken effect before the call returns.
    raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &before, NULL);
}

void ct_job_keys_ignore(bool ignoring) {
    static const int keys[] = {SIGQUIT, SIGTSTP};
    static struct sigaction before[2];
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    for (int i = 0; i < 2; i++) {
        if (ignoring) sigaction(keys[i], &ignore, &before[i]);
        else sigaction(keys[i], &before[i], NULL);
    }
}

static char crash_note[501];

static void crash(int number) {
    bool claimed = ct_tty_is_claimed();
    ct_tty_restore(false);
    if (claimed && crash_note[0]) {
        ssize_t ignored = write(ct_tty_restore_fd(), crash_note, strlen(crash_note));
        (void)ignored;
    }
    signal(number, SIG_DFL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    raise(number);
}

int ct_crash_install(void) {
    stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536, .ss_flags = 0};
    if (!stack.ss_sp || sigaltstack(&stack, NULL) != 0) return -errno;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = crash;
    action.sa_flags = SA_ONSTACK;
    sigfillset(&action.sa_mask);
    static const int crashes[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        if (sigaction(crashes[i], &action, NULL) != 0) return -errno;
    }
    return 0;
}

void ct_crash_set_note(const char *note) { strncpy(crash_note, note, sizeof crash_note - 1); }

int ct_stderr_redirect(const char *path) {
    int copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return -errno;
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0 || dup2(log, STDERR_FILENO) < 0) {
        int failure = -errno;
        if (log >= 0) close(log);
        close(copy);
        return failure;
    }
    close(log);
    return copy;
}

void ct_stderr_restore(int copy) {
    if (copy < 0) return;
    dup2(copy, STDERR_FILENO);
    close(copy);
}
