// Calls of NitroAttestation for many documents of one PKI: a certificate's hint is made once.
import type { Registration } from "@inkan/attestation";
import { registration, toHex } from "@inkan/attestation";

/** Hints by the certificate that they are for: its parent's id and the hash of its bytes. */
export type KnownHints = ReadonlyMap<string, Uint8Array>;

/** Makes calls with the hints that a helpful caller makes, and makes each certificate's once. */
export class RegistrationCalls {
  readonly #hints = new Map<string, Uint8Array>();

  /** The certificates that were seen so far. */
  known(): KnownHints {
    return new Map(this.#hints);
  }

  /**
   * Where there are no hints, because the document can't be read, those of a sound document are given: a refusal must not depend on
   * missing hints alone.
   */
  async of(
    bytes: Uint8Array,
    { sound, cached }: { readonly sound?: Uint8Array; readonly cached?: KnownHints | undefined } = {},
  ): Promise<Registration> {
    let names: readonly string[] = [];
    try {
      const { hints } = await registration(bytes, async (keys) => {
        names = keys.map(({ parentId, bytesHash }) => toHex(parentId) + toHex(bytesHash));
        return names.map((name) => this.#hints.has(name));
      });
      for (const [place, name] of names.entries()) if (!this.#hints.has(name)) this.#hints.set(name, hints[place]!);
      const given = names.map((name) => (cached?.has(name) === true ? new Uint8Array() : this.#hints.get(name)!));
      return { document: bytes, hints: [...given, hints.at(-1)!] };
    } catch {
      if (sound === undefined) return { document: bytes, hints: Array.from({ length: 5 }, () => new Uint8Array()) };
      return { document: bytes, hints: (await this.of(sound)).hints };
    }
  }
}
