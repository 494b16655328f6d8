#define _GNU_SOURCE
#include "CTerm.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t spawn(
    const char *path, char *const argv[], char *const envp[], int in, int out, int err, short flags) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    const int given[] = {in, out, err};
    for (int target = 0; target < 3; target++) {
        if (given[target] >= 0) posix_spawn_file_actions_adddup2(&files, given[target], target);
    }
    // Not every descriptor of a library closes on exec: a child that kept a listening socket would keep its port.
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | flags);
    pid_t pid = 0;
    int failure = posix_spawnp(&pid, path, &files, &attributes, argv, envp);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failure ? -failure : pid;
}

pid_t ct_spawn(const char *path, char *const argv[], char *const envp[], int in, int out, int err) {
    return spawn(path, argv, envp, in, out, err, 0);
}

pid_t ct_spawn_apart(const char *path, char *const argv[], char *const envp[], int in, int out, int err) {
    return spawn(path, argv, envp, in, out, err, POSIX_SPAWN_SETSID);
}

int ct_wait(pid_t pid) {
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) return -errno;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int ct_wait_change(pid_t pid, int *number) {
    siginfo_t info;
    while (waitid(P_PID, (id_t)pid, &info, WEXITED | WSTOPPED | WNOWAIT) != 0) {
        if (errno != EINTR) return -errno;
    }
    *number = info.si_status;
    if (info.si_code == CLD_EXITED) return CT_EXITED;
    if (info.si_code != CLD_STOPPED) return CT_KILLED;
    // Taken note of, or it would be told again at once.
    waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG);
    return CT_STOPPED;
}

int ct_process_descriptor(pid_t pid) {
    // The kernel sets close on exec by itself.
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    return fd < 0 ? -errno : fd;
}

int ct_lock_file(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return -errno;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        int failure = -errno;
        close(fd);
        return failure;
    }
    return fd;
}
