// Never swapped (mlock(2)), in no core dump, empty in a forked child (madvise(2)), between pages that nothing may touch, and overwritten
// before it is used again.
//
// Small secrets share slabs of 64 KiB, each for one size, with a bitmap beside it; larger ones have a mapping of their own.
#define _GNU_SOURCE
#include "locked-memory.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { slot_bytes_min = 32, slot_bytes_max = 4096, slab_bytes = 65536 };
enum { slots_max = slab_bytes / slot_bytes_min };
// Root may lock all there is; a leak must end here and not with the machine.
enum { held_bytes_max = 64 << 20 };

struct slab {
  struct slab *next;
  uint8_t *bytes;
  size_t length, slot_bytes, used;
  bool is_locked;
  uint64_t taken[slots_max / 64];
};

// Worker threads have add-ons of their own, but one memory.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct slab *slabs;
static size_t held_bytes, locked_bytes;
static bool must_lock = true;

static size_t page_bytes(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static struct slab *slab_open(size_t slot_bytes) {
  const size_t page = page_bytes();
  const size_t wanted = slot_bytes <= slot_bytes_max ? slab_bytes : slot_bytes;
  const size_t length = (wanted + page - 1) / page * page;
  if (held_bytes + length > held_bytes_max) {
    errno = ENOMEM;
    return NULL;
  }
  struct slab *slab = calloc(1, sizeof *slab);
  if (slab == NULL) return NULL;
  uint8_t *whole = mmap(NULL, length + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (whole == MAP_FAILED) {
    free(slab);
    return NULL;
  }
  uint8_t *bytes = whole + page;
  bool is_locked = false;
  if (mprotect(bytes, length, PROT_READ | PROT_WRITE) != 0 || madvise(bytes, length, MADV_DONTDUMP) != 0 ||
      madvise(bytes, length, MADV_WIPEONFORK) != 0 || (!(is_locked = mlock(bytes, length) == 0) && must_lock)) {
    const int number = errno;
    munmap(whole, length + 2 * page);
    free(slab);
    errno = number;
    return NULL;
  }
  *slab = (struct slab){
      .next = slabs, .bytes = bytes, .length = length, .slot_bytes = slot_bytes, .is_locked = is_locked};
  slabs = slab;
  held_bytes += length;
  if (is_locked) locked_bytes += length;
  return slab;
}

static void slab_close(struct slab *slab) {
  struct slab **link = &slabs;
  while (*link != slab) link = &(*link)->next;
  *link = slab->next;
  held_bytes -= slab->length;
  if (slab->is_locked) locked_bytes -= slab->length;
  explicit_bzero(slab->bytes, slab->length);
  munmap(slab->bytes - page_bytes(), slab->length + 2 * page_bytes());
  free(slab);
}

static uint8_t *slab_take(struct slab *slab) {
  const size_t slots = slab->slot_bytes <= slot_bytes_max ? slab->length / slab->slot_bytes : 1;
  for (size_t word = 0; word * 64 < slots; word++) {
    if (slab->taken[word] == UINT64_MAX) continue;
    const size_t at = word * 64 + (size_t)__builtin_ctzll(~slab->taken[word]);
    if (at >= slots) return NULL;
    slab->taken[word] |= UINT64_C(1) << (at % 64);
    slab->used++;
    return slab->bytes + at * slab->slot_bytes;
  }
  return NULL;
}

static size_t slot_bytes_for(size_t length) {
  if (length > slot_bytes_max) return length;
  size_t bytes = slot_bytes_min;
  while (bytes < length) bytes *= 2;
  return bytes;
}

static uint8_t *slot_take(size_t slot_bytes) {
  for (struct slab *slab = slabs; slab != NULL; slab = slab->next) {
    uint8_t *bytes = slab->slot_bytes == slot_bytes ? slab_take(slab) : NULL;
    if (bytes != NULL) return bytes;
  }
  struct slab *slab = slab_open(slot_bytes);
  return slab == NULL ? NULL : slab_take(slab);
}

uint8_t *secret_take(size_t length) {
  if (length == 0 || length > secret_bytes_max) {
    errno = EINVAL;
    return NULL;
  }
  pthread_mutex_lock(&mutex);
  uint8_t *bytes = slot_take(slot_bytes_for(length));
  const int number = errno;
  pthread_mutex_unlock(&mutex);
  errno = number;
  return bytes;
}

void secret_give(uint8_t *bytes) {
  if (bytes == NULL) return;
  pthread_mutex_lock(&mutex);
  struct slab *slab = slabs;
  while (slab != NULL && !(bytes >= slab->bytes && bytes < slab->bytes + slab->length)) slab = slab->next;
  if (slab == NULL) abort(); // not ours: memory is broken, and must not go on holding keys
  const size_t at = (size_t)(bytes - slab->bytes) / slab->slot_bytes;
  explicit_bzero(bytes, slab->slot_bytes);
  slab->taken[at / 64] &= ~(UINT64_C(1) << (at % 64));
  if (--slab->used == 0) slab_close(slab);
  pthread_mutex_unlock(&mutex);
}

void secrets_may_be_unlocked(void) {
  pthread_mutex_lock(&mutex);
  must_lock = false;
  pthread_mutex_unlock(&mutex);
}

size_t secrets_locked(void) {
  pthread_mutex_lock(&mutex);
  const size_t bytes = locked_bytes;
  pthread_mutex_unlock(&mutex);
  return bytes;
}
