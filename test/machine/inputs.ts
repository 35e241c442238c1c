// What virtual machines are made of: files of Debian's archive, each by version and SHA-256. The digests were taken from indexes whose
// signature by Debian's archive keys was checked.
import inputs from "./inputs.json" with { type: "json" };

export type Input = {
  readonly what: string;
  readonly suite: string;
  readonly version: string;
  /** What a version must begin with to stand in for the pinned one, when that has left the archive. */
  readonly series: string;
  /** In the archive. */
  readonly path: string;
  readonly sha256: string;
  /** Its name in the archive: of a source package, or (as a pattern, since kernels have their version in it) of a binary one. */
  readonly source?: string;
  readonly package?: string;
};

export type InputName = keyof typeof inputs;

export const machineInputs: Readonly<Record<InputName, Input>> = inputs;
