// Node-API over blst's C library: what `@chainsafe/blst` (version 2) gives the signer, and no more. Points are blst's affine structures as
// bytes; a secret key never leaves its own memory but by secretToBytes, and is wiped when JavaScript lets go of it.
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include "blst.h"

// consensus-specs, phase0/beacon-chain.md: the proof-of-possession scheme, public keys in G1.
static const byte domain[] = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

typedef struct { byte *at; size_t length; } Bytes;

static napi_value fail(napi_env env, const char *message)
{
	napi_throw_error(env, "BLST_ERROR", message);
	return NULL;
}

#define ARGUMENTS_MAX 5
static void arguments(napi_env env, napi_callback_info info, napi_value values[ARGUMENTS_MAX])
{
	size_t count = ARGUMENTS_MAX; // absent ones are undefined
	napi_get_cb_info(env, info, &count, values, NULL, NULL);
}

static int bytes(napi_env env, napi_value value, Bytes *out)
{
	napi_typedarray_type type;
	if (napi_get_typedarray_info(env, value, &type, &out->length, (void **)&out->at, NULL, NULL) != napi_ok)
		return 0;
	return type == napi_uint8_array;
}

static int flag(napi_env env, napi_value value)
{
	bool is = false;
	return napi_get_value_bool(env, value, &is) == napi_ok && is;
}

static napi_value copied(napi_env env, const void *from, size_t length)
{
	void *at = NULL;
	napi_value buffer = NULL, array = NULL;
	if (napi_create_arraybuffer(env, length, &at, &buffer) != napi_ok)
		return NULL;
	memcpy(at, from, length);
	napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &array);
	return array;
}

static void wipe(napi_env env, void *secret, void *hint)
{
	(void)env; (void)hint;
	explicit_bzero(secret, sizeof(blst_scalar));
	free(secret);
}

static napi_value held(napi_env env, blst_scalar *scalar)
{
	napi_value value = NULL;
	blst_scalar *own = malloc(sizeof *own);
	if (own != NULL) {
		*own = *scalar;
		if (napi_create_external(env, own, wipe, NULL, &value) != napi_ok)
			wipe(env, own, NULL);
	}
	explicit_bzero(scalar, sizeof *scalar);
	return value == NULL ? fail(env, "out of memory") : value;
}

static blst_scalar *secret(napi_env env, napi_value value)
{
	void *at = NULL;
	napi_valuetype type;
	if (napi_typeof(env, value, &type) != napi_ok || type != napi_external)
		return NULL;
	napi_get_value_external(env, value, &at);
	return at;
}

static napi_value secret_from_bytes(napi_env env, napi_callback_info info)
{
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

static napi_value secret_to_bytes(napi_env env, napi_callback_info info)
{
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

static napi_value derive_master(napi_env env, napi_callback_info info)
{
	napi_value args[ARGUMENTS_MAX];
	Bytes seed;
	blst_scalar scalar;
	arguments(env, info, args);
	if (!bytes(env, args[0], &seed) || seed.length < 32)
		return fail(env, "a seed has at least 32 bytes");
	blst_derive_master_eip2333(&scalar, seed.at, seed.length);
	return held(env, &scalar);
}

static napi_value derive_child(napi_env env, napi_callback_info info)
{
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

static napi_value secret_to_public(napi_env env, napi_callback_info info)
{
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

static napi_value sign(napi_env env, napi_callback_info info)
{
	napi_value args[ARGUMENTS_MAX];
	Bytes message;
	blst_p2 point;
	blst_p2_affine affine;
	arguments(env, info, args);
	blst_scalar *own = secret(env, args[0]);
	if (own == NULL || !bytes(env, args[1], &message))
		return fail(env, "wanted a secret key and a message");
	blst_hash_to_g2(&point, message.at, message.length, domain, sizeof domain - 1, NULL, 0);
	blst_sign_pk_in_g1(&point, &point, own);
	blst_p2_to_affine(&affine, &point);
	return copied(env, &affine, sizeof affine);
}

/** Compressed or not, by length and first byte, as blst tells them apart. */
static int has_form(const Bytes *given, size_t compressed)
{
	if (given->length == compressed)
		return (given->at[0] & 0x80) != 0;
	return given->length == 2 * compressed && (given->at[0] & 0x80) == 0;
}

static napi_value public_from_bytes(napi_env env, napi_callback_info info)
{
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

static napi_value signature_from_bytes(napi_env env, napi_callback_info info)
{
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

static napi_value public_to_bytes(napi_env env, napi_callback_info info)
{
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

static napi_value signature_to_bytes(napi_env env, napi_callback_info info)
{
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

static napi_value aggregate_public(napi_env env, napi_callback_info info)
{
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

static napi_value aggregate_signatures(napi_env env, napi_callback_info info)
{
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

/** verify(message, public key, signature, check the key's group, check the signature's group) */
static napi_value verify(napi_env env, napi_callback_info info)
{
	napi_value args[ARGUMENTS_MAX], value;
	Bytes message, key, signature;
	arguments(env, info, args);
	if (!bytes(env, args[0], &message) || !bytes(env, args[1], &key) || !bytes(env, args[2], &signature) ||
	    key.length != sizeof(blst_p1_affine) || signature.length != sizeof(blst_p2_affine))
		return fail(env, "wanted a message, a public key and a signature");
	blst_pairing *pairing = malloc(blst_pairing_sizeof());
	if (pairing == NULL)
		return fail(env, "out of memory");
	blst_pairing_init(pairing, 1, domain, sizeof domain - 1);
	BLST_ERROR error = blst_pairing_chk_n_aggr_pk_in_g1(pairing, (blst_p1_affine *)key.at, flag(env, args[3]),
		(blst_p2_affine *)signature.at, flag(env, args[4]), message.at, message.length, NULL, 0);
	blst_pairing_commit(pairing);
	bool is_valid = error == BLST_SUCCESS && blst_pairing_finalverify(pairing, NULL);
	free(pairing);
	napi_get_boolean(env, is_valid, &value);
	return value;
}

static napi_value initialize(napi_env env, napi_value exports)
{
	static const struct { const char *name; napi_callback call; } functions[] = {
		{ "secretFromBytes", secret_from_bytes }, { "secretToBytes", secret_to_bytes },
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

NAPI_MODULE(blst, initialize)
