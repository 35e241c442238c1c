// In the image, this stands for `@chainsafe/blst` (version 2): the classes and functions of it that the signer uses, over blst's C library.
const addOn = { exports: {} };
process.dlopen(addOn, typeof INKAN_BLST_FILE === "string" ? INKAN_BLST_FILE : "/lib/blst.node");
const blst = addOn.exports;
const hex = (bytes) => `0x${Buffer.from(bytes).toString("hex")}`;

export class SecretKey {
  #held;
  constructor(held) {
    this.#held = held;
  }
  static fromBytes(bytes) {
    return new SecretKey(blst.secretFromBytes(bytes));
  }
  static deriveMasterEip2333(seed) {
    return new SecretKey(blst.deriveMaster(seed));
  }
  deriveChildEip2333(index) {
    return new SecretKey(blst.deriveChild(this.#held, index));
  }
  toBytes() {
    return blst.secretToBytes(this.#held);
  }
  toPublicKey() {
    return new PublicKey(blst.secretToPublic(this.#held));
  }
  sign(message) {
    return new Signature(blst.sign(this.#held, message));
  }
}

export class PublicKey {
  constructor(point) {
    this.point = point;
  }
  static fromBytes(bytes, validate) {
    return new PublicKey(blst.publicFromBytes(bytes, validate === true));
  }
  toBytes(compress) {
    return blst.publicToBytes(this.point, compress !== false);
  }
  toHex(compress) {
    return hex(this.toBytes(compress));
  }
}

export class Signature {
  constructor(point) {
    this.point = point;
  }
  static fromBytes(bytes, validate) {
    return new Signature(blst.signatureFromBytes(bytes, validate === true));
  }
  toBytes(compress) {
    return blst.signatureToBytes(this.point, compress !== false);
  }
  toHex(compress) {
    return hex(this.toBytes(compress));
  }
}

const points = (all) => new Uint8Array(Buffer.concat(all.map(({ point }) => point)));

export const aggregatePublicKeys = (keys) => new PublicKey(blst.aggregatePublic(points(keys)));
export const aggregateSignatures = (signatures) => new Signature(blst.aggregateSignatures(points(signatures)));
export const verify = (message, key, signature, checkKey, checkSignature) =>
  blst.verify(message, key.point, signature.point, checkKey === true, checkSignature === true);
