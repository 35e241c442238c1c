// The X.509 library, behind the polyfill that its dependency injection needs before it loads.
import "reflect-metadata";
import type { KeyObject } from "node:crypto";

export * from "@peculiar/x509";

/**
 * A key as the library takes it. Private keys are not extractable through it.
 *
 * @param namedCurve `P-256` or `P-384`.
 */
export function webCryptoKey(key: KeyObject, namedCurve: "P-256" | "P-384"): CryptoKey {
  const isPrivate = key.type === "private";
  const algorithm = { name: "ECDSA", namedCurve };
  // The same class at run time; Node's declaration knows more usages than the browser's.
  return key.toCryptoKey(algorithm, !isPrivate, [isPrivate ? "sign" : "verify"]) as CryptoKey;
}
