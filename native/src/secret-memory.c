// Locked memory as ArrayBuffers: one for each secret, so that whoever has one can't reach its neighbours.
#include "module.h"

#include <errno.h>
#include <string.h>

#include "locked-memory.h"

static void let_go(napi_env env, void *bytes, void *hint) {
  (void)env;
  (void)hint;
  secret_give(bytes);
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
  uint8_t *bytes = secret_take(length);
  if (bytes == NULL) return throw_errno(env, errno, "mlock");
  if (napi_create_external_arraybuffer(env, bytes, length, let_go, NULL, &buffer) == napi_ok) return buffer;
  secret_give(bytes);
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

napi_value secret_permit_unlocked(napi_env env, napi_callback_info info) {
  (void)info;
  secrets_may_be_unlocked();
  return undefined_value(env);
}

napi_value secret_locked_bytes(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value value;
  return napi_create_double(env, (double)secrets_locked(), &value) == napi_ok ? value : NULL;
}
