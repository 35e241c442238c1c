// Key material and everything else that must not be printed, compared byte by byte, or forgotten in a structure.
import { timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";
import { allocateSecret, freeSecret } from "@inkan/native";

/**
 * Bytes that text, JSON and inspection show as `[secret]`. `.use(fn)` is the only way in, so that one search audits all of them.
 *
 * @example
 * const secret = Secret.take(bytes); // `bytes` are zero afterwards
 * secret.use((bytes) => createHmac("sha256", bytes));
 */
export class Secret {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #wiped = false;

  private constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** Moves `bytes` into locked memory and overwrites the original, so that the secret has one place. */
  static take(bytes: Uint8Array): Secret {
    try {
      const own = allocateSecret(Math.max(1, bytes.length)).subarray(0, bytes.length);
      own.set(bytes);
      return new Secret(own);
    } finally {
      bytes.fill(0);
    }
  }

  /** Gives the bytes to `fn`, which must not keep them: after {@link wipe} there are none. */
  use<T>(fn: (bytes: Uint8Array) => T): T {
    if (this.#wiped) throw new TypeError("the secret was wiped");
    return fn(this.#bytes);
  }

  /** In time that depends on the lengths alone. */
  equals(other: Secret | Uint8Array): boolean {
    const bytes = other instanceof Secret ? other.use((own) => own) : other;
    return this.use((own) => own.length === bytes.length && timingSafeEqual(own, bytes));
  }

  /** Overwrites the bytes; using the secret afterwards throws. What V8 or OpenSSL copied is out of reach. */
  wipe(): void {
    if (!this.#wiped) freeSecret(this.#bytes);
    this.#wiped = true;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}
