// CTerm: what Swift cannot do safely or cannot see: signal handlers, the crash path, termios, locale, wcwidth,
// posix_spawn with clean signals, file locks. Plain C on plain descriptors; no curses, no policy, no memory to free.
// Unless said otherwise a function returns 0 or a descriptor, and -errno when it fails.

#ifndef CTERM_H
#define CTERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Text

/// Makes the character type a UTF-8 one: the user's locale (1), else C.UTF-8 (2); 0 when neither exists.
int ct_locale_utf8(void);
/// The C library's column width of a scalar in the current locale: -1, 0, 1 or 2.
int ct_wcwidth(uint32_t scalar);

// The terminal

/// Opens /dev/tty for reading without waiting, or for blocking writes; both close on exec.
int ct_tty_open_input(void);
int ct_tty_open_output(void);
/// The size in cells.
int ct_tty_size(int fd, int *columns, int *rows);
/// Remembers the terminal's modes as they are now: what the crash path, the watchdog and `ct_tty_restore` give back.
int ct_tty_remember(int fd);
/// Says whether the screen is ours: only then do the crash path and the watchdog touch the terminal. The thread that
/// says so is the one the watchdog calls away from a write that is stuck.
void ct_tty_set_claimed(bool claimed);
/// Gives the terminal back from any thread or handler: modes off, cursor on, main screen, remembered termios.
/// With `discarding`, output the terminal has not taken is thrown away first, so that nothing blocks.
void ct_tty_restore(bool discarding);
/// Reads what waits, at most `capacity` bytes: the count, 0 at the end of the terminal, -EAGAIN when nothing waits.
ssize_t ct_read(int fd, void *buffer, size_t capacity);
/// Writes everything, waiting where the descriptor has to.
int ct_write_all(int fd, const void *bytes, size_t count);
/// Writes what fits without waiting, also on a blocking descriptor: the count, or -EAGAIN.
ssize_t ct_write_some(int fd, const void *bytes, size_t count);

// Waiting

/// Both ends close on exec and never block.
int ct_pipe(int *reading, int *writing);
/// Nanoseconds of the monotonic clock.
int64_t ct_monotonic(void);
/// Bits of `ct_poll`'s descriptors.
enum { CT_READABLE = 1, CT_WRITABLE = 2, CT_GONE = 4 };
/// One descriptor to wait for; a negative `fd` is skipped. `ready` receives the bits.
typedef struct {
    int fd;
    int wanted;
    int ready;
} ct_watch;
/// Waits until one of at most 8 is ready or the nanoseconds are over (-1: no limit). 0 also when a signal came.
int ct_poll(ct_watch *watches, size_t count, int64_t nanoseconds);

// Signals

/// Serves TERM, HUP, INT, WINCH, TSTP and CONT: each arrives as one byte, its number, at the returned descriptor.
/// PIPE and TTOU are ignored, RTMIN+3 is taken. A thread of its own, which needs nothing from the program, ends the process with exit code 143
/// `deadline_ms` after the first TERM, giving the terminal back, if it still lives then. Call once.
int ct_signals_serve(int deadline_ms);
/// Stops this process as the terminal's stop key would, and returns when it runs again.
void ct_stop_self(void);
/// While another program has the terminal its quit and stop keys mean that program: QUIT and TSTP are ignored, or handled
/// as before. A TSTP that was only told later would stop us once more when the other program has ended.
void ct_job_keys_ignore(bool ignoring);

// Crashes

/// Handles ILL, TRAP, ABRT, BUS, FPE, SEGV and QUIT: gives the terminal back, tells where stderr went, and dies by
/// the same signal. Earlier handlers are not called (Swift's would wait for a key). Serves stack overflows of the
/// calling thread only: call it on the UI thread.
int ct_crash_install(void);
/// What the crash path prints after giving the terminal back (at most 500 bytes are kept).
void ct_crash_set_note(const char *note);

// stderr

/// Sends stderr to a file (appending, 0600) and returns a copy of the old stderr for `ct_stderr_restore`.
int ct_stderr_redirect(const char *path);
/// Puts stderr back and closes the copy.
void ct_stderr_restore(int copy);

// Processes and files

/// Starts a program in our process group with default signals and an empty mask; `path` is searched in PATH.
/// Its stdin, stdout and stderr are the descriptors given (-1: ours); it inherits no other. Returns the process id.
pid_t ct_spawn(const char *path, char *const argv[], char *const envp[], int in, int out, int err);
/// The same in a session of its own: without our terminal, and out of reach of its keys and of its end.
pid_t ct_spawn_apart(const char *path, char *const argv[], char *const envp[], int in, int out, int err);
/// Waits for its end: the exit code, or 128 + signal.
int ct_wait(pid_t pid);
/// How a child of ours is.
enum { CT_EXITED = 0, CT_KILLED = 1, CT_STOPPED = 2 };
/// Waits until a child ends or is stopped: one of the above, with the exit code or the signal. A child that ended is
/// left for `ct_wait`, so that its process id is nobody else's before.
int ct_wait_change(pid_t pid, int *number);
/// A descriptor that becomes readable when a child ends; closes on exec. Negative: the reason.
int ct_process_descriptor(pid_t pid);
/// Opens (creating, 0600, close on exec) and locks the file for this process: the descriptor, -EWOULDBLOCK when
/// another holds it. Closing the descriptor unlocks.
int ct_lock_file(const char *path);

#endif
