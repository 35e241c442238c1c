// blst, compiled from its C and assembly sources, behind `bls.c`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openAddOn } from "../add-on-file.ts";
import type { Bls, PublicKey, SecretKey, Signature } from "./bls.ts";

/** Set when a bundle is built (esbuild's `define`): where the image has the add-on. */
declare const INKAN_BLS_FILE: string | undefined;

/** The compiled file: the image's, or what `native/script/build.ts` made. */
export const blsFile: string =
  typeof INKAN_BLS_FILE === "string" ? INKAN_BLS_FILE : join(import.meta.dirname, "../../build/bls.node");

/** A `blst_scalar`, seen from outside. */
type Held = { readonly held: unique symbol };
/** The bytes of a `blst_p1_affine` or `blst_p2_affine`. */
type Point = Uint8Array;

type Bindings = {
  permitUnlocked(): void;
  secretFromBytes(bytes: Uint8Array): Held;
  secretToBytes(secret: Held): Uint8Array;
  secretToPublic(secret: Held): Point;
  wipe(secret: Held): void;
  deriveMaster(seed: Uint8Array): Held;
  deriveChild(secret: Held, index: number): Held;
  sign(secret: Held, message: Uint8Array): Point;
  publicFromBytes(bytes: Uint8Array, validate: boolean): Point;
  publicToBytes(point: Point, compress: boolean): Uint8Array;
  signatureFromBytes(bytes: Uint8Array, validate: boolean): Point;
  signatureToBytes(point: Point, compress: boolean): Uint8Array;
  aggregatePublic(points: Uint8Array): Point;
  aggregateSignatures(points: Uint8Array): Point;
  verify(message: Uint8Array, key: Point, signature: Point): boolean;
};

export const isBlsCompiled = (): boolean => existsSync(blsFile);

/** @throws {NativeError} `NATIVE_UNAVAILABLE` */
export function loadBls(file = blsFile): Bls {
  const bindings = openAddOn(file) as Bindings;
  // In an image no key is had but in locked memory.
  if (typeof INKAN_BLS_FILE !== "string") bindings.permitUnlocked();
  return over(bindings);
}

function over(blst: Bindings): Bls {
  class OwnSecretKey implements SecretKey {
    readonly #held: Held;
    constructor(held: Held) {
      this.#held = held;
    }
    toBytes() {
      return blst.secretToBytes(this.#held);
    }
    toPublicKey() {
      return new OwnPublicKey(blst.secretToPublic(this.#held));
    }
    sign(message: Uint8Array) {
      return new OwnSignature(blst.sign(this.#held, message));
    }
    deriveChildEip2333(index: number) {
      return new OwnSecretKey(blst.deriveChild(this.#held, index));
    }
    wipe() {
      blst.wipe(this.#held);
    }
  }

  class OwnPublicKey implements PublicKey {
    readonly point: Point;
    constructor(point: Point) {
      this.point = point;
    }
    toBytes(compress = true) {
      return blst.publicToBytes(this.point, compress);
    }
    toHex() {
      return `0x${Buffer.from(this.toBytes()).toString("hex")}`;
    }
  }

  class OwnSignature implements Signature {
    readonly point: Point;
    constructor(point: Point) {
      this.point = point;
    }
    toBytes(compress = true) {
      return blst.signatureToBytes(this.point, compress);
    }
  }

  const pointOf = (of: PublicKey | Signature): Point => (of as OwnPublicKey | OwnSignature).point;
  const pointsOf = (all: readonly (PublicKey | Signature)[]) => new Uint8Array(Buffer.concat(all.map(pointOf)));
  return {
    isAddOn: true,
    secretKeyFromBytes: (bytes) => new OwnSecretKey(blst.secretFromBytes(bytes)),
    deriveMasterEip2333: (seed) => new OwnSecretKey(blst.deriveMaster(seed)),
    publicKeyFromBytes: (bytes, validate = false) => new OwnPublicKey(blst.publicFromBytes(bytes, validate)),
    signatureFromBytes: (bytes, validate = false) => new OwnSignature(blst.signatureFromBytes(bytes, validate)),
    aggregatePublicKeys: (keys) => new OwnPublicKey(blst.aggregatePublic(pointsOf(keys))),
    aggregateSignatures: (signatures) => new OwnSignature(blst.aggregateSignatures(pointsOf(signatures))),
    verify: (message, key, signature) => blst.verify(message, pointOf(key), pointOf(signature)),
  };
}
