// blst as `@chainsafe/blst` ships it compiled: for development on a machine without a compiler. Half as fast, and its keys lie in ordinary memory.
import type * as Chainsafe from "@chainsafe/blst";
import type { Bls, PublicKey, SecretKey, Signature } from "./bls.ts";

export function blsOf(blst: typeof Chainsafe): Bls {
  class ItsSecretKey implements SecretKey {
    #key: Chainsafe.SecretKey | undefined;
    constructor(key: Chainsafe.SecretKey) {
      this.#key = key;
    }
    get #own(): Chainsafe.SecretKey {
      if (this.#key === undefined) throw new TypeError("the key was wiped");
      return this.#key;
    }
    toBytes() {
      return this.#own.toBytes();
    }
    toPublicKey() {
      return this.#own.toPublicKey();
    }
    sign(message: Uint8Array) {
      return this.#own.sign(message);
    }
    deriveChildEip2333(index: number) {
      return new ItsSecretKey(this.#own.deriveChildEip2333(index));
    }
    /** Its own copy is freed with the object. */
    wipe() {
      this.#key = undefined;
    }
  }

  const keyOf = (key: PublicKey) => key as Chainsafe.PublicKey;
  const signatureOf = (signature: Signature) => signature as Chainsafe.Signature;
  return {
    isAddOn: false,
    secretKeyFromBytes: (bytes) => new ItsSecretKey(blst.SecretKey.fromBytes(bytes)),
    deriveMasterEip2333: (seed) => new ItsSecretKey(blst.SecretKey.deriveMasterEip2333(seed)),
    publicKeyFromBytes: (bytes, validate = false) => blst.PublicKey.fromBytes(bytes, validate),
    signatureFromBytes: (bytes, validate = false) => blst.Signature.fromBytes(bytes, validate),
    aggregatePublicKeys: (keys) => blst.aggregatePublicKeys(keys.map(keyOf)),
    aggregateSignatures: (signatures) => blst.aggregateSignatures(signatures.map(signatureOf)),
    verify: (message, key, signature) => blst.verify(message, keyOf(key), signatureOf(signature)),
  };
}
