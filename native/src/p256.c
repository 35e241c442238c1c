// ECDSA signatures on P-256 by the OpenSSL in Node's own binary, which exports its functions. `node:crypto` fetches the algorithms and makes the
// contexts anew for each signature, which costs about as much as the signature; here that is done once for each key.
#include "module.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

// The longest signature: two integers of 33 bytes, and three headers of two.
enum { digest_bytes = 32, der_bytes_max = 72 };

struct signer {
  EVP_PKEY_CTX *key;
  EVP_MD_CTX *digest;
};

static const napi_type_tag signer_tag = { 0x3b7e90c1d45f4a26, 0x8e02f6b917ac5d43 };

static void let_go(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  struct signer *signer = data;
  EVP_PKEY_CTX_free(signer->key);
  EVP_MD_CTX_free(signer->digest);
  free(signer);
}

static EVP_PKEY *read_key(const uint8_t *der, size_t length) {
  if (length == 0 || length > 1024) return NULL;
  const unsigned char *at = der;
  EVP_PKEY *key = d2i_PrivateKey(EVP_PKEY_EC, NULL, &at, (long)length);
  char group[32];
  size_t name_length;
  if (key != NULL && at == der + length &&
      EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &name_length) == 1 &&
      strcmp(group, "prime256v1") == 0)
    return key;
  EVP_PKEY_free(key);
  return NULL;
}

static struct signer *signer_of(EVP_PKEY *key) {
  struct signer *signer = calloc(1, sizeof *signer);
  if (signer == NULL) return NULL;
  signer->key = EVP_PKEY_CTX_new(key, NULL);
  signer->digest = EVP_MD_CTX_new();
  // Reading takes any scalar; the check wants it below the order, and the public point to be its own.
  if (signer->key != NULL && signer->digest != NULL && EVP_PKEY_check(signer->key) == 1 &&
      EVP_PKEY_sign_init(signer->key) == 1 &&
      EVP_DigestInit_ex2(signer->digest, EVP_sha256(), NULL) == 1)
    return signer;
  let_go(NULL, signer, NULL);
  return NULL;
}

// (DER of an ECPrivateKey, RFC 5915) → a signer, for p256Sign alone. What the bytes are overwritten with afterwards does not concern it.
napi_value p256_open(napi_env env, napi_callback_info info) {
  napi_value values[1], value;
  uint8_t *der;
  size_t length;
  if (!take_arguments(env, info, 1, values) || !take_bytes(env, values[0], &der, &length)) return NULL;
  EVP_PKEY *key = read_key(der, length);
  struct signer *signer = key == NULL ? NULL : signer_of(key);
  EVP_PKEY_free(key); // the context has a reference of its own
  // What OpenSSL has to say of it stays out of the queue that node:crypto takes its errors from.
  ERR_clear_error();
  if (signer == NULL) {
    napi_throw_type_error(env, "ERR_INVALID_ARG_VALUE", "wanted the DER of an ECPrivateKey on P-256");
    return NULL;
  }
  if (napi_create_external(env, signer, let_go, NULL, &value) != napi_ok) {
    let_go(env, signer, NULL);
    return NULL;
  }
  return napi_type_tag_object(env, value, &signer_tag) == napi_ok ? value : NULL;
}

static struct signer *take_signer(napi_env env, napi_value value) {
  napi_valuetype type;
  bool is_signer = false;
  void *signer = NULL;
  if (napi_typeof(env, value, &type) == napi_ok && type == napi_external &&
      napi_check_object_type_tag(env, value, &signer_tag, &is_signer) == napi_ok && is_signer &&
      napi_get_value_external(env, value, &signer) == napi_ok)
    return signer;
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", "wanted a signer");
  return NULL;
}

static bool sign(const struct signer *signer, const uint8_t *message, size_t length, uint8_t *der, size_t *der_bytes) {
  uint8_t digest[digest_bytes];
  // NULL: with the algorithm that the context has already.
  return EVP_DigestInit_ex2(signer->digest, NULL, NULL) == 1 && EVP_DigestUpdate(signer->digest, message, length) == 1 &&
         EVP_DigestFinal_ex(signer->digest, digest, NULL) == 1 &&
         EVP_PKEY_sign(signer->key, der, der_bytes, digest, sizeof digest) == 1;
}

// (signer, message, 72 bytes to be written) → how many of them are SEQUENCE { INTEGER r, INTEGER s }, over SHA-256 of the message.
napi_value p256_sign(napi_env env, napi_callback_info info) {
  napi_value values[3];
  uint8_t *message, *der;
  size_t length, der_bytes;
  if (!take_arguments(env, info, 3, values)) return NULL;
  const struct signer *signer = take_signer(env, values[0]);
  if (signer == NULL || !take_bytes(env, values[1], &message, &length) || !take_bytes(env, values[2], &der, &der_bytes))
    return NULL;
  if (der_bytes != der_bytes_max) {
    napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "wanted 72 bytes for the signature");
    return NULL;
  }
  if (sign(signer, message, length, der, &der_bytes)) return number_value(env, (uint32_t)der_bytes);
  ERR_clear_error();
  napi_throw_error(env, "ERR_CRYPTO_OPERATION_FAILED", "OpenSSL did not sign");
  return NULL;
}
