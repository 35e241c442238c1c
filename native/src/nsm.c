// The Nitro Security Module's one ioctl (Linux, drivers/misc/nsm.c): request in, response out. It blocks for about a millisecond, so it
// runs on one of Node's own threads. What the bytes mean is not known here.
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { request_bytes_max = 0x1000, response_bytes_max = 0x3000 };

struct nsm_buffer {
  uint64_t address, length;
};
struct nsm_raw {
  struct nsm_buffer request, response;
};

#define NSM_IOCTL_RAW _IOWR(0x0A, 0x0, struct nsm_raw)
_Static_assert(NSM_IOCTL_RAW == 0xC0200A00, "the number of the NSM's ioctl");

struct exchange {
  napi_async_work work;
  napi_deferred deferred;
  int fd, number;
  size_t request_bytes, response_bytes;
  uint8_t request[request_bytes_max], response[response_bytes_max];
};

// (path) → a descriptor of the character device at `path`.
napi_value nsm_open(napi_env env, napi_callback_info info) {
  napi_value values[1];
  char path[256];
  size_t length;
  if (!take_arguments(env, info, 1, values)) return NULL;
  if (napi_get_value_string_utf8(env, values[0], path, sizeof path, &length) != napi_ok || length != strlen(path) ||
      length == 0 || length >= sizeof path - 1) {
    napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE", "wanted the path of a device");
    return NULL;
  }
  int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
  if (fd < 0) return throw_errno(env, errno, "open");
  struct stat status;
  if (fstat(fd, &status) != 0 || !S_ISCHR(status.st_mode)) {
    close(fd);
    return throw_errno(env, ENODEV, "open");
  }
  return number_value(env, (uint32_t)fd);
}

static void exchange_end(struct exchange *exchange) {
  // Entropy comes back this way, and a key may have gone in.
  explicit_bzero(exchange, sizeof *exchange);
  free(exchange);
}

static void ask(napi_env env, void *data) {
  (void)env;
  struct exchange *exchange = data;
  struct nsm_raw raw = {
      .request = {(uint64_t)(uintptr_t)exchange->request, exchange->request_bytes},
      // Always the whole buffer: the driver cuts a response that does not fit, and says nothing.
      .response = {(uint64_t)(uintptr_t)exchange->response, response_bytes_max},
  };
  if (ioctl(exchange->fd, NSM_IOCTL_RAW, &raw) != 0)
    exchange->number = errno;
  else if (raw.response.length > response_bytes_max)
    exchange->number = EOVERFLOW;
  else
    exchange->response_bytes = raw.response.length;
}

static void answer(napi_env env, napi_status status, void *data) {
  struct exchange *exchange = data;
  napi_deferred deferred = exchange->deferred;
  napi_value value = NULL;
  void *bytes;
  bool answered = false;
  if (status == napi_ok && exchange->number == 0 &&
      napi_create_arraybuffer(env, exchange->response_bytes, &bytes, &value) == napi_ok) {
    if (exchange->response_bytes > 0) memcpy(bytes, exchange->response, exchange->response_bytes);
    answered = true;
  }
  int number = status == napi_ok ? exchange->number : ECANCELED;
  napi_delete_async_work(env, exchange->work);
  exchange_end(exchange);
  if (answered)
    napi_resolve_deferred(env, deferred, value);
  else if ((value = errno_error(env, number == 0 ? ENOMEM : number, "ioctl")) != NULL)
    napi_reject_deferred(env, deferred, value);
}

// (fd, Uint8Array) → a promise of an ArrayBuffer. The descriptor must stay open until it settles.
napi_value nsm_request(napi_env env, napi_callback_info info) {
  napi_value values[2], promise, name;
  int fd;
  bool is_array;
  napi_typedarray_type type;
  size_t length;
  void *bytes;
  if (!take_arguments(env, info, 2, values) || !take_fd(env, values[0], &fd)) return NULL;
  if (napi_is_typedarray(env, values[1], &is_array) != napi_ok || !is_array ||
      napi_get_typedarray_info(env, values[1], &type, &length, &bytes, NULL, NULL) != napi_ok ||
      type != napi_uint8_array || length == 0 || length > request_bytes_max) {
    napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "wanted a Uint8Array of 1 to 4096 bytes");
    return NULL;
  }
  struct exchange *exchange = calloc(1, sizeof *exchange);
  if (exchange == NULL) return throw_errno(env, ENOMEM, "calloc");
  exchange->fd = fd;
  exchange->request_bytes = length;
  memcpy(exchange->request, bytes, length);
  if (napi_create_string_utf8(env, "inkan:nsm", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_async_work(env, NULL, name, ask, answer, exchange, &exchange->work) != napi_ok) {
    exchange_end(exchange);
    return throw_errno(env, ENOMEM, "napi_create_async_work");
  }
  if (napi_create_promise(env, &exchange->deferred, &promise) != napi_ok ||
      napi_queue_async_work(env, exchange->work) != napi_ok) {
    napi_delete_async_work(env, exchange->work);
    exchange_end(exchange);
    return throw_errno(env, EAGAIN, "napi_queue_async_work");
  }
  return promise;
}
