#ifndef CTERM_INTERNAL_H
#define CTERM_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>

bool ct_tty_is_claimed(void);
int ct_tty_restore_fd(void);
/// The thread that claimed the screen.
pthread_t ct_tty_owner(void);

#endif
