// Memory for secrets: never swapped (mlock(2)), in no core dump, empty in a forked child (madvise(2)), between pages that nothing may
// touch, and overwritten before it is used again. One ArrayBuffer for each secret, so that whoever has one can't reach its neighbours.
//
// Small secrets share slabs of 64 KiB, each for one size, with a bitmap beside it; larger ones have a mapping of their own.
#include "module.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { slot_bytes_min = 32, slot_bytes_max = 4096, slab_bytes = 65536, secret_bytes_max = 1 << 20 };
enum { slots_max = slab_bytes / slot_bytes_min };
// Root may lock all there is; a leak must end here and not with the machine.
enum { locked_bytes_max = 64 << 20 };

struct slab {
  struct slab *next;
  uint8_t *bytes;
  size_t length, slot_bytes, used;
  uint64_t taken[slots_max / 64];
};
struct slot {
  struct slab *slab;
  size_t at;
};

// Worker threads have add-ons of their own, but one memory.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct slab *slabs;
static size_t locked_bytes;

static size_t page_bytes(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static struct slab *slab_open(size_t slot_bytes) {
  const size_t page = page_bytes();
  const size_t wanted = slot_bytes <= slot_bytes_max ? slab_bytes : slot_bytes;
  const size_t length = (wanted + page - 1) / page * page;
  if (locked_bytes + length > locked_bytes_max) {
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
  if (mprotect(bytes, length, PROT_READ | PROT_WRITE) != 0 || madvise(bytes, length, MADV_DONTDUMP) != 0 ||
      madvise(bytes, length, MADV_WIPEONFORK) != 0 || mlock(bytes, length) != 0) {
    const int number = errno;
    munmap(whole, length + 2 * page);
    free(slab);
    errno = number;
    return NULL;
  }
  *slab = (struct slab){.next = slabs, .bytes = bytes, .length = length, .slot_bytes = slot_bytes};
  slabs = slab;
  locked_bytes += length;
  return slab;
}

static void slab_close(struct slab *slab) {
  struct slab **link = &slabs;
  while (*link != slab) link = &(*link)->next;
  *link = slab->next;
  locked_bytes -= slab->length;
  explicit_bzero(slab->bytes, slab->length);
  munmap(slab->bytes - page_bytes(), slab->length + 2 * page_bytes());
  free(slab);
}

static size_t slots_of(const struct slab *slab) {
  return slab->slot_bytes <= slot_bytes_max ? slab->length / slab->slot_bytes : 1;
}

static bool slab_take(struct slab *slab, size_t *at) {
  const size_t slots = slots_of(slab);
  for (size_t word = 0; word * 64 < slots; word++) {
    if (slab->taken[word] == UINT64_MAX) continue;
    *at = word * 64 + (size_t)__builtin_ctzll(~slab->taken[word]);
    if (*at >= slots) return false;
    slab->taken[word] |= UINT64_C(1) << (*at % 64);
    slab->used++;
    return true;
  }
  return false;
}

static size_t slot_bytes_for(size_t length) {
  if (length > slot_bytes_max) return length;
  size_t bytes = slot_bytes_min;
  while (bytes < length) bytes *= 2;
  return bytes;
}

static bool slot_take(size_t length, struct slot *slot) {
  const size_t slot_bytes = slot_bytes_for(length);
  for (struct slab *slab = slabs; slab != NULL; slab = slab->next)
    if (slab->slot_bytes == slot_bytes && slab_take(slab, &slot->at)) {
      slot->slab = slab;
      return true;
    }
  struct slab *slab = slab_open(slot_bytes);
  if (slab == NULL) return false;
  slot->slab = slab;
  return slab_take(slab, &slot->at);
}

static void slot_give(struct slot *slot) {
  struct slab *slab = slot->slab;
  explicit_bzero(slab->bytes + slot->at * slab->slot_bytes, slab->slot_bytes);
  slab->taken[slot->at / 64] &= ~(UINT64_C(1) << (slot->at % 64));
  if (--slab->used == 0) slab_close(slab);
}

static void let_go(napi_env env, void *data, void *hint) {
  (void)env;
  (void)data;
  struct slot *slot = hint;
  pthread_mutex_lock(&mutex);
  slot_give(slot);
  pthread_mutex_unlock(&mutex);
  free(slot);
}

// (length) → an ArrayBuffer of zeros. Its memory is overwritten and given back by secretFree, or when nobody refers to it.
napi_value secret_allocate(napi_env env, napi_callback_info info) {
  napi_value values[1], buffer;
  uint32_t length;
  if (!take_arguments(env, info, 1, values) || !take_uint32(env, values[0], &length)) return NULL;
  if (length == 0 || length > secret_bytes_max) {
    napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "wanted a length from 1 to 1048576 bytes");
    return NULL;
  }
  struct slot *slot = malloc(sizeof *slot);
  if (slot == NULL) return throw_errno(env, ENOMEM, "malloc");
  pthread_mutex_lock(&mutex);
  const bool taken = slot_take(length, slot);
  const int number = errno;
  pthread_mutex_unlock(&mutex);
  if (!taken) {
    free(slot);
    return throw_errno(env, number, "mlock");
  }
  uint8_t *bytes = slot->slab->bytes + slot->at * slot->slab->slot_bytes;
  if (napi_create_external_arraybuffer(env, bytes, length, let_go, slot, &buffer) == napi_ok) return buffer;
  let_go(env, NULL, slot);
  napi_throw_error(env, "ENOMEM", "no ArrayBuffer can be made over locked memory");
  return NULL;
}

// (ArrayBuffer) → overwrites it, and takes the memory away from whoever still has it: for them it has no bytes any more.
napi_value secret_free(napi_env env, napi_callback_info info) {
  napi_value values[1];
  void *bytes;
  size_t length;
  if (!take_arguments(env, info, 1, values)) return NULL;
  if (napi_get_arraybuffer_info(env, values[0], &bytes, &length) != napi_ok) {
    napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "wanted an ArrayBuffer");
    return NULL;
  }
  if (length > 0) explicit_bzero(bytes, length);
  if (napi_detach_arraybuffer(env, values[0]) != napi_ok) {
    napi_throw_error(env, "ERR_INVALID_STATE", "the ArrayBuffer can't be detached");
    return NULL;
  }
  return undefined_value(env);
}

napi_value secret_locked_bytes(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value value;
  pthread_mutex_lock(&mutex);
  const double bytes = (double)locked_bytes;
  pthread_mutex_unlock(&mutex);
  return napi_create_double(env, bytes, &value) == napi_ok ? value : NULL;
}
