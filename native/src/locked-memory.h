// Memory for secrets, shared by the add-ons: plain C, so that a secret need not become an object of JavaScript.
#ifndef INKAN_LOCKED_MEMORY_H
#define INKAN_LOCKED_MEMORY_H

#include <stddef.h>
#include <stdint.h>

enum { secret_bytes_max = 1 << 20 };

// `length` zeros, 1 to secret_bytes_max; NULL with errno, ENOMEM or EPERM at the limit of locked memory (RLIMIT_MEMLOCK).
uint8_t *secret_take(size_t length);
// Overwrites them and gives them back.
void secret_give(uint8_t *bytes);
// From here on, what the limit forbids to lock is had without the lock: for development.
void secrets_may_be_unlocked(void);
size_t secrets_locked(void);

#endif
