// What the add-on's files share: Node-API, no libuv, no V8.
#ifndef INKAN_MODULE_H
#define INKAN_MODULE_H

#define _GNU_SOURCE
#define NAPI_VERSION 9
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Each leaves an exception and returns false, or NULL, when the arguments are not what the TypeScript front gives.
bool take_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values);
bool take_uint32(napi_env env, napi_value value, uint32_t *number);
bool take_fd(napi_env env, napi_value value, int *fd);
// Of a Uint8Array, whose memory it stays; NULL may be where no bytes are.
bool take_bytes(napi_env env, napi_value value, uint8_t **bytes, size_t *length);

// Throws an Error with the errno's name as `code`, and returns NULL.
napi_value throw_errno(napi_env env, int number, const char *call);
// The same Error, not thrown; NULL with an exception when the engine is out of memory.
napi_value errno_error(napi_env env, int number, const char *call);
napi_value number_value(napi_env env, uint32_t number);
napi_value undefined_value(napi_env env);

napi_value permit_vsock(napi_env env, napi_callback_info info);
napi_value vsock_sockets_opened(napi_env env, napi_callback_info info);
napi_value vsock_connect(napi_env env, napi_callback_info info);
napi_value vsock_is_connected(napi_env env, napi_callback_info info);
napi_value vsock_listen(napi_env env, napi_callback_info info);
napi_value placeholder_socket(napi_env env, napi_callback_info info);
napi_value replace_descriptor(napi_env env, napi_callback_info info);
napi_value close_descriptor(napi_env env, napi_callback_info info);

napi_value nsm_open(napi_env env, napi_callback_info info);
napi_value nsm_request(napi_env env, napi_callback_info info);

napi_value secret_allocate(napi_env env, napi_callback_info info);
napi_value secret_free(napi_env env, napi_callback_info info);
napi_value secret_permit_unlocked(napi_env env, napi_callback_info info);
napi_value secret_locked_bytes(napi_env env, napi_callback_info info);

napi_value p256_open(napi_env env, napi_callback_info info);
napi_value p256_sign(napi_env env, napi_callback_info info);

#endif
