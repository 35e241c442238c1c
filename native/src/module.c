// The add-on: a table of functions and how their arguments are read. What each does stands in its own file.
#include "module.h"

#include <string.h>

static const struct {
  const char *name;
  napi_callback function;
} functions[] = {
    {"permitVsock", permit_vsock},
    {"vsockSocketsOpened", vsock_sockets_opened},
    {"vsockConnect", vsock_connect},
    {"vsockIsConnected", vsock_is_connected},
    {"vsockListen", vsock_listen},
    {"placeholderSocket", placeholder_socket},
    {"replaceDescriptor", replace_descriptor},
    {"closeDescriptor", close_descriptor},
    {"nsmOpen", nsm_open},
    {"nsmRequest", nsm_request},
    {"secretAllocate", secret_allocate},
    {"secretFree", secret_free},
    {"secretPermitUnlocked", secret_permit_unlocked},
    {"secretLockedBytes", secret_locked_bytes},
    {"p256Open", p256_open},
    {"p256Sign", p256_sign},
};

NAPI_MODULE_INIT() {
  for (size_t at = 0; at < sizeof functions / sizeof functions[0]; at++) {
    napi_value function;
    if (napi_create_function(env, functions[at].name, NAPI_AUTO_LENGTH, functions[at].function, NULL, &function) != napi_ok ||
        napi_set_named_property(env, exports, functions[at].name, function) != napi_ok)
      return NULL;
  }
  return exports;
}

bool take_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
  size_t given = count;
  if (napi_get_cb_info(env, info, &given, values, NULL, NULL) == napi_ok && given == count) return true;
  napi_throw_type_error(env, "ERR_INVALID_ARG_COUNT", "wrong number of arguments");
  return false;
}

// napi_get_value_uint32 would take -1 and 1.5 as well.
bool take_uint32(napi_env env, napi_value value, uint32_t *number) {
  double exact;
  if (napi_get_value_double(env, value, &exact) == napi_ok && exact >= 0 && exact <= UINT32_MAX) {
    *number = (uint32_t)exact;
    if ((double)*number == exact) return true;
  }
  napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "wanted an integer from 0 to 2^32 - 1");
  return false;
}

bool take_fd(napi_env env, napi_value value, int *fd) {
  uint32_t number;
  if (!take_uint32(env, value, &number)) return false;
  // 0 to 2 are never ours: a mistake must not close what the log is written to.
  if (number > 2 && number <= INT32_MAX) {
    *fd = (int)number;
    return true;
  }
  napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "wanted a file descriptor above 2");
  return false;
}

bool take_bytes(napi_env env, napi_value value, uint8_t **bytes, size_t *length) {
  bool is_typed = false;
  napi_typedarray_type type;
  void *at;
  if (napi_is_typedarray(env, value, &is_typed) == napi_ok && is_typed &&
      napi_get_typedarray_info(env, value, &type, length, &at, NULL, NULL) == napi_ok && type == napi_uint8_array) {
    *bytes = at;
    return true;
  }
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "wanted a Uint8Array");
  return false;
}

napi_value errno_error(napi_env env, int number, const char *call) {
  const char *name = strerrorname_np(number);
  napi_value code, text, error, value;
  if (napi_create_string_utf8(env, name == NULL ? "EUNKNOWN" : name, NAPI_AUTO_LENGTH, &code) != napi_ok ||
      napi_create_string_utf8(env, call, NAPI_AUTO_LENGTH, &text) != napi_ok ||
      napi_create_error(env, code, text, &error) != napi_ok || napi_create_int32(env, number, &value) != napi_ok ||
      napi_set_named_property(env, error, "errno", value) != napi_ok)
    return NULL;
  return error;
}

napi_value throw_errno(napi_env env, int number, const char *call) {
  napi_value error = errno_error(env, number, call);
  if (error != NULL) napi_throw(env, error);
  return NULL;
}

napi_value number_value(napi_env env, uint32_t number) {
  napi_value value;
  return napi_create_uint32(env, number, &value) == napi_ok ? value : NULL;
}

napi_value undefined_value(napi_env env) {
  napi_value value;
  return napi_get_undefined(env, &value) == napi_ok ? value : NULL;
}
