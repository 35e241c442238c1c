// AF_VSOCK stream sockets, vsock(7), as file descriptors. No call here blocks, and each descriptor is closed on exec.
//
// Node makes streams of AF_UNIX and AF_INET descriptors only. So it is given an AF_UNIX one, a placeholder, and before it has looked at it
// the vsock socket is put in its place with dup3(2): from then on Node's own code reads, writes, accepts and closes it.
#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vm_sockets.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static atomic_bool permitted;
static atomic_uint opened;

// Until this is called no AF_VSOCK socket is made, so that a mistaken address can't reach out of a machine that isn't meant to use it.
napi_value permit_vsock(napi_env env, napi_callback_info info) {
  (void)info;
  const char *rule = secure_getenv("INKAN_VSOCK");
  if (rule != NULL && strcmp(rule, "forbidden") == 0) {
    napi_throw_error(env, "VSOCK_FORBIDDEN", "INKAN_VSOCK=forbidden: no AF_VSOCK socket may be opened here");
    return NULL;
  }
  atomic_store(&permitted, true);
  return undefined_value(env);
}

napi_value vsock_sockets_opened(napi_env env, napi_callback_info info) {
  (void)info;
  return number_value(env, atomic_load(&opened));
}

static int open_vsock(napi_env env) {
  if (!atomic_load(&permitted)) {
    napi_throw_error(env, "VSOCK_NOT_PERMITTED", "this process has not permitted AF_VSOCK");
    return -1;
  }
  int fd = socket(AF_VSOCK, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    throw_errno(env, errno, "socket");
  else
    atomic_fetch_add(&opened, 1);
  return fd;
}

static napi_value close_and_throw(napi_env env, int fd, int number, const char *call) {
  close(fd);
  return throw_errno(env, number, call);
}

static bool take_address(napi_env env, const napi_value *values, struct sockaddr_vm *address) {
  uint32_t cid, port;
  if (!take_uint32(env, values[0], &cid) || !take_uint32(env, values[1], &port)) return false;
  *address = (struct sockaddr_vm){.svm_family = AF_VSOCK, .svm_cid = cid, .svm_port = port};
  return true;
}

// (cid, port) → a descriptor whose connection is under way or made: ask vsockIsConnected. It is the caller's to close.
napi_value vsock_connect(napi_env env, napi_callback_info info) {
  napi_value values[2];
  struct sockaddr_vm address;
  if (!take_arguments(env, info, 2, values) || !take_address(env, values, &address)) return NULL;
  int fd = open_vsock(env);
  if (fd < 0) return NULL;
  if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS)
    return close_and_throw(env, fd, errno, "connect");
  return number_value(env, (uint32_t)fd);
}

// (fd) → whether the connection is made. Throws why it was not; the descriptor stays the caller's.
napi_value vsock_is_connected(napi_env env, napi_callback_info info) {
  napi_value values[1], answer;
  int fd;
  if (!take_arguments(env, info, 1, values) || !take_fd(env, values[0], &fd)) return NULL;
  struct pollfd waited = {.fd = fd, .events = POLLOUT};
  int ready = poll(&waited, 1, 0);
  if (ready < 0 && errno != EINTR) return throw_errno(env, errno, "poll");
  if (ready > 0) {
    int number = 0;
    socklen_t length = sizeof number;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &number, &length) != 0) return throw_errno(env, errno, "getsockopt");
    if (number != 0) return throw_errno(env, number, "connect");
  }
  return napi_get_boolean(env, ready > 0, &answer) == napi_ok ? answer : NULL;
}

// (cid, port, backlog) → a descriptor that listens.
napi_value vsock_listen(napi_env env, napi_callback_info info) {
  napi_value values[3];
  struct sockaddr_vm address;
  uint32_t backlog;
  if (!take_arguments(env, info, 3, values) || !take_address(env, values, &address) ||
      !take_uint32(env, values[2], &backlog))
    return NULL;
  int fd = open_vsock(env);
  if (fd < 0) return NULL;
  if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0)
    return close_and_throw(env, fd, errno, "bind");
  if (listen(fd, backlog > INT32_MAX ? INT32_MAX : (int)backlog) != 0)
    return close_and_throw(env, fd, errno, "listen");
  return number_value(env, (uint32_t)fd);
}

// → an AF_UNIX stream socket with a name that the kernel chose (unix(7), autobind), so that it may listen.
napi_value placeholder_socket(napi_env env, napi_callback_info info) {
  (void)info;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return throw_errno(env, errno, "socket");
  const struct sockaddr_un unnamed = {.sun_family = AF_UNIX};
  if (bind(fd, (const struct sockaddr *)&unnamed, sizeof unnamed.sun_family) != 0)
    return close_and_throw(env, fd, errno, "bind");
  return number_value(env, (uint32_t)fd);
}

// (target, source): `target` becomes what `source` is, and `source` is closed, also when that fails.
napi_value replace_descriptor(napi_env env, napi_callback_info info) {
  napi_value values[2];
  int target, source;
  if (!take_arguments(env, info, 2, values) || !take_fd(env, values[0], &target) || !take_fd(env, values[1], &source))
    return NULL;
  int made;
  do made = dup3(source, target, O_CLOEXEC);
  while (made < 0 && (errno == EINTR || errno == EBUSY));
  if (made < 0) return close_and_throw(env, source, errno, "dup3");
  close(source);
  return undefined_value(env);
}

napi_value close_descriptor(napi_env env, napi_callback_info info) {
  napi_value values[1];
  int fd;
  if (!take_arguments(env, info, 1, values) || !take_fd(env, values[0], &fd)) return NULL;
  if (close(fd) != 0 && errno == EBADF) return throw_errno(env, errno, "close");
  return undefined_value(env);
}
