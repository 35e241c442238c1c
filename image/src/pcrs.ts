// PCR0, 1, 2 and 8 of an enclave image, as the hypervisor computes them (AWS, "Cryptographic attestation", set-up-attestation):
// SHA-384(0^48 ‖ SHA-384(content)), content being sections' data in file order, without lengths.
import { createHash } from "node:crypto";

const zeros = new Uint8Array(48);

export type ImageSections = {
  readonly kernel: Uint8Array;
  readonly commandLine: Uint8Array;
  /** The first is the bootstrap's, the others are the application's. */
  readonly ramdisks: readonly Uint8Array[];
};

export type ImagePcrs = {
  readonly pcr0: Uint8Array;
  readonly pcr1: Uint8Array;
  readonly pcr2: Uint8Array;
  /** Of a signed image: over its certificate, DER. */
  readonly pcr8: Uint8Array | undefined;
};

export function imagePcrs({ kernel, commandLine, ramdisks }: ImageSections, certificate?: Uint8Array): ImagePcrs {
  const bootstrap = [kernel, commandLine, ...ramdisks.slice(0, 1)];
  const application = ramdisks.slice(1);
  return {
    pcr0: pcrOver([...bootstrap, ...application]),
    pcr1: pcrOver(bootstrap),
    pcr2: pcrOver(application),
    pcr8: certificate === undefined ? undefined : pcrOver([certificate]),
  };
}

function pcrOver(parts: readonly Uint8Array[]): Uint8Array {
  const content = createHash("sha384");
  for (const part of parts) content.update(part);
  return createHash("sha384").update(zeros).update(content.digest()).digest();
}
