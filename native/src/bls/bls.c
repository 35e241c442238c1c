// Node-API over blst's C library: what `@chainsafe/blst` (version 2) gives the signer, and no more. Points are blst's affine structures as
// bytes; a secret key lies in locked memory, leaves it by secretToBytes alone, and is overwritten when it is wiped or nobody refers to it.
#define NAPI_VERSION 9
#include <node_api.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../locked-memory.h"
#include "blst.h"

// consensus-specs, phase0/beacon-chain.md: the proof-of-possession scheme, public keys in G1.
static const byte domain[] = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

typedef struct { byte *at; size_t length; } Bytes;

static napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, "BLST_ERROR", message);
  return NULL;
}

#define ARGUMENTS_MAX 3
static void arguments(napi_env env, napi_callback_info info, napi_value values[ARGUMENTS_MAX]) {
  size_t count = ARGUMENTS_MAX; // absent ones are undefined
  napi_get_cb_info(env, info, &count, values, NULL, NULL);
}

static int bytes(napi_env env, napi_value value, Bytes *out) {
  napi_typedarray_type type;
  if (napi_get_typedarray_info(env, value, &type, &out->length, (void **)&out->at, NULL, NULL) != napi_ok)
    return 0;
  return type == napi_uint8_array;
}

static int flag(napi_env env, napi_value value) {
  bool is = false;
  return napi_get_value_bool(env, value, &is) == napi_ok && is;
}

static napi_value copied(napi_env env, const void *from, size_t length) {
  void *at = NULL;
  napi_value buffer = NULL, array = NULL;
  if (napi_create_arraybuffer(env, length, &at, &buffer) != napi_ok)
    return NULL;
  memcpy(at, from, length);
  napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array);
  return array;
}

// What an External of JavaScript refers to; NULL when it was wiped.
typedef struct { blst_scalar *scalar; } Secret;
_Static_assert(sizeof(blst_scalar) == 32, "a scalar is 32 bytes");

static const napi_type_tag secret_tag = { 0x9d1f2a5c7e3b4860, 0xb1c46d0f82a93e57 };

static void let_go(napi_env env, void *data, void *hint) {
  (void)env; (void)hint;
  Secret *own = data;
  secret_give((uint8_t *)own->scalar);
  free(own);
}

/** Moves the scalar into locked memory. */
static napi_value held(napi_env env, blst_scalar *scalar) {
  napi_value value = NULL;
  Secret *own = malloc(sizeof *own);
  blst_scalar *locked = (blst_scalar *)secret_take(sizeof *scalar);
  if (locked != NULL)
    *locked = *scalar;
  explicit_bzero(scalar, sizeof *scalar);
  if (own == NULL || locked == NULL) {
    secret_give((uint8_t *)locked);
    free(own);
    return fail(env, "no locked memory for a secret key (RLIMIT_MEMLOCK)");
  }
  own->scalar = locked;
  if (napi_create_external(env, own, let_go, NULL, &value) != napi_ok) {
    let_go(env, own, NULL);
    return fail(env, "out of memory");
  }
  if (napi_type_tag_object(env, value, &secret_tag) != napi_ok)
    return fail(env, "a secret key can't be tagged");
  return value;
}

static Secret *secret_object(napi_env env, napi_value value) {
  void *at = NULL;
  bool is_secret = false;
  napi_valuetype type;
  if (napi_typeof(env, value, &type) != napi_ok || type != napi_external ||
      napi_check_object_type_tag(env, value, &secret_tag, &is_secret) != napi_ok || !is_secret)
    return NULL;
  napi_get_value_external(env, value, &at);
  return at;
}

static blst_scalar *secret(napi_env env, napi_value value) {
  Secret *own = secret_object(env, value);
  return own == NULL ? NULL : own->scalar;
}

static napi_value wipe(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  arguments(env, info, args);
  Secret *own = secret_object(env, args[0]);
  if (own == NULL)
    return fail(env, "no secret key");
  secret_give((uint8_t *)own->scalar);
  own->scalar = NULL;
  return NULL;
}

static napi_value permit_unlocked(napi_env env, napi_callback_info info) {
  (void)env; (void)info;
  secrets_may_be_unlocked();
  return NULL;
}

static napi_value secret_from_bytes(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes given;
  blst_scalar scalar;
  arguments(env, info, args);
  if (!bytes(env, args[0], &given) || given.length != 32)
    return fail(env, "a secret key has 32 bytes");
  blst_scalar_from_bendian(&scalar, given.at);
  if (!blst_sk_check(&scalar)) {
    explicit_bzero(&scalar, sizeof scalar);
    return fail(env, "no scalar from 1 to r - 1");
  }
  return held(env, &scalar);
}

static napi_value secret_to_bytes(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  byte out[32];
  arguments(env, info, args);
  blst_scalar *own = secret(env, args[0]);
  if (own == NULL)
    return fail(env, "no secret key");
  blst_bendian_from_scalar(out, own);
  napi_value value = copied(env, out, sizeof out);
  explicit_bzero(out, sizeof out);
  return value;
}

static napi_value derive_master(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes seed;
  blst_scalar scalar;
  arguments(env, info, args);
  if (!bytes(env, args[0], &seed) || seed.length < 32)
    return fail(env, "a seed has at least 32 bytes");
  blst_derive_master_eip2333(&scalar, seed.at, seed.length);
  return held(env, &scalar);
}

static napi_value derive_child(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  uint32_t index = 0;
  blst_scalar scalar;
  arguments(env, info, args);
  blst_scalar *own = secret(env, args[0]);
  if (own == NULL || napi_get_value_uint32(env, args[1], &index) != napi_ok)
    return fail(env, "wanted a secret key and an index");
  blst_derive_child_eip2333(&scalar, own, index);
  return held(env, &scalar);
}

static napi_value secret_to_public(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  blst_p1 point;
  blst_p1_affine affine;
  arguments(env, info, args);
  blst_scalar *own = secret(env, args[0]);
  if (own == NULL)
    return fail(env, "no secret key");
  blst_sk_to_pk_in_g1(&point, own);
  blst_p1_to_affine(&affine, &point);
  return copied(env, &affine, sizeof affine);
}

// Validators of one slot attest to one root: hashing it to the curve is half of a signature's time, and a quarter of a verification's.
enum { root_bytes = 32, recent_roots = 4 };
typedef struct { byte root[root_bytes]; bool is_set; blst_p2 point; blst_p2_affine affine; } Hashed;
static _Thread_local Hashed recent[recent_roots];
static _Thread_local size_t next_recent;

static void hash(Hashed *to, const Bytes *message) {
  blst_hash_to_g2(&to->point, message->at, message->length, domain, sizeof domain - 1, NULL, 0);
  blst_p2_to_affine(&to->affine, &to->point);
}

/** @param own For a message that is no root. */
static const Hashed *hashed(const Bytes *message, Hashed *own) {
  if (message->length != root_bytes) {
    hash(own, message);
    return own;
  }
  for (size_t at = 0; at < recent_roots; at++)
    if (recent[at].is_set && memcmp(recent[at].root, message->at, root_bytes) == 0)
      return &recent[at];
  Hashed *to = &recent[next_recent++ % recent_roots];
  hash(to, message);
  memcpy(to->root, message->at, root_bytes);
  to->is_set = true;
  return to;
}

static napi_value sign(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes message;
  Hashed other;
  blst_p2 point;
  blst_p2_affine affine;
  arguments(env, info, args);
  blst_scalar *own = secret(env, args[0]);
  if (own == NULL || !bytes(env, args[1], &message))
    return fail(env, "wanted a secret key and a message");
  blst_sign_pk_in_g1(&point, &hashed(&message, &other)->point, own);
  blst_p2_to_affine(&affine, &point);
  return copied(env, &affine, sizeof affine);
}

/** Compressed or not, by length and first byte, as blst tells them apart. */
static int has_form(const Bytes *given, size_t compressed) {
  if (given->length == compressed)
    return (given->at[0] & 0x80) != 0;
  return given->length == 2 * compressed && (given->at[0] & 0x80) == 0;
}

static napi_value public_from_bytes(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes given;
  blst_p1_affine affine;
  arguments(env, info, args);
  if (!bytes(env, args[0], &given) || !has_form(&given, 48) || blst_p1_deserialize(&affine, given.at) != BLST_SUCCESS)
    return fail(env, "no public key");
  if (flag(env, args[1]) && (blst_p1_affine_is_inf(&affine) || !blst_p1_affine_in_g1(&affine)))
    return fail(env, "the public key is not in the group");
  return copied(env, &affine, sizeof affine);
}

static napi_value signature_from_bytes(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes given;
  blst_p2_affine affine;
  arguments(env, info, args);
  if (!bytes(env, args[0], &given) || !has_form(&given, 96) || blst_p2_deserialize(&affine, given.at) != BLST_SUCCESS)
    return fail(env, "no signature");
  if (flag(env, args[1]) && (blst_p2_affine_is_inf(&affine) || !blst_p2_affine_in_g2(&affine)))
    return fail(env, "the signature is not in the group");
  return copied(env, &affine, sizeof affine);
}

static napi_value public_to_bytes(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes point;
  byte out[96];
  arguments(env, info, args);
  if (!bytes(env, args[0], &point) || point.length != sizeof(blst_p1_affine))
    return fail(env, "no public key");
  int is_compressed = flag(env, args[1]);
  if (is_compressed)
    blst_p1_affine_compress(out, (blst_p1_affine *)point.at);
  else
    blst_p1_affine_serialize(out, (blst_p1_affine *)point.at);
  return copied(env, out, is_compressed ? 48 : 96);
}

static napi_value signature_to_bytes(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes point;
  byte out[192];
  arguments(env, info, args);
  if (!bytes(env, args[0], &point) || point.length != sizeof(blst_p2_affine))
    return fail(env, "no signature");
  int is_compressed = flag(env, args[1]);
  if (is_compressed)
    blst_p2_affine_compress(out, (blst_p2_affine *)point.at);
  else
    blst_p2_affine_serialize(out, (blst_p2_affine *)point.at);
  return copied(env, out, is_compressed ? 96 : 192);
}

static napi_value aggregate_public(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes points;
  blst_p1 sum;
  blst_p1_affine affine;
  arguments(env, info, args);
  if (!bytes(env, args[0], &points) || points.length == 0 || points.length % sizeof affine != 0)
    return fail(env, "no public keys");
  blst_p1_from_affine(&sum, (blst_p1_affine *)points.at);
  for (size_t at = sizeof affine; at < points.length; at += sizeof affine)
    blst_p1_add_or_double_affine(&sum, &sum, (blst_p1_affine *)(points.at + at));
  blst_p1_to_affine(&affine, &sum);
  return copied(env, &affine, sizeof affine);
}

static napi_value aggregate_signatures(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX];
  Bytes points;
  blst_p2 sum;
  blst_p2_affine affine;
  arguments(env, info, args);
  if (!bytes(env, args[0], &points) || points.length == 0 || points.length % sizeof affine != 0)
    return fail(env, "no signatures");
  blst_p2_from_affine(&sum, (blst_p2_affine *)points.at);
  for (size_t at = sizeof affine; at < points.length; at += sizeof affine)
    blst_p2_add_or_double_affine(&sum, &sum, (blst_p2_affine *)(points.at + at));
  blst_p2_to_affine(&affine, &sum);
  return copied(env, &affine, sizeof affine);
}

/** verify(message, public key, signature): e(key, H(message)) = e(generator, signature), as one product of pairings that must be one. */
static napi_value verify(napi_env env, napi_callback_info info) {
  napi_value args[ARGUMENTS_MAX], value;
  Bytes message, key_bytes, signature_bytes;
  Hashed other;
  blst_fp12 product;
  arguments(env, info, args);
  if (!bytes(env, args[0], &message) || !bytes(env, args[1], &key_bytes) || !bytes(env, args[2], &signature_bytes) ||
      key_bytes.length != sizeof(blst_p1_affine) || signature_bytes.length != sizeof(blst_p2_affine))
    return fail(env, "wanted a message, a public key and a signature");
  const blst_p1_affine *key = (const blst_p1_affine *)key_bytes.at;
  const blst_p2_affine *signature = (const blst_p2_affine *)signature_bytes.at;
  // Of infinite points, a Miller loop makes nonsense.
  bool is_valid = !blst_p1_affine_is_inf(key) && !blst_p2_affine_is_inf(signature);
  if (is_valid) {
    const blst_p2_affine *in_g2[] = { &hashed(&message, &other)->affine, signature };
    const blst_p1_affine *in_g1[] = { key, &BLS12_381_NEG_G1 };
    blst_miller_loop_n(&product, in_g2, in_g1, 2);
    blst_final_exp(&product, &product);
    is_valid = blst_fp12_is_one(&product);
  }
  napi_get_boolean(env, is_valid, &value);
  return value;
}

static napi_value initialize(napi_env env, napi_value exports) {
  static const struct { const char *name; napi_callback call; } functions[] = {
    { "secretFromBytes", secret_from_bytes }, { "secretToBytes", secret_to_bytes },
    { "wipe", wipe }, { "permitUnlocked", permit_unlocked },
    { "deriveMaster", derive_master }, { "deriveChild", derive_child },
    { "secretToPublic", secret_to_public }, { "sign", sign },
    { "publicFromBytes", public_from_bytes }, { "publicToBytes", public_to_bytes },
    { "signatureFromBytes", signature_from_bytes }, { "signatureToBytes", signature_to_bytes },
    { "aggregatePublic", aggregate_public }, { "aggregateSignatures", aggregate_signatures },
    { "verify", verify },
  };
  for (size_t at = 0; at < sizeof functions / sizeof functions[0]; at++) {
    napi_value function;
    napi_create_function(env, functions[at].name, NAPI_AUTO_LENGTH, functions[at].call, NULL, &function);
    napi_set_named_property(env, exports, functions[at].name, function);
  }
  return exports;
}

NAPI_MODULE(bls, initialize)
