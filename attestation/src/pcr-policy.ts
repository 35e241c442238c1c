// Which measurements a verifier takes. PCR0, PCR1 and PCR2 are one value: PCR0 alone does not separate the image's sections.
import { equalBytes, isZero } from "./bytes.ts";
import { shortPcr } from "./document.ts";
import { AttestationError } from "./errors.ts";

/** One allowed program: 48 bytes each. */
export type Measurement = {
  /** For the report: a release's name. */
  readonly name?: string | undefined;
  readonly pcr0: Uint8Array;
  readonly pcr1: Uint8Array;
  readonly pcr2: Uint8Array;
  /** Of the certificate that signed the image. Where it is not given, PCR8 is not compared. */
  readonly pcr8?: Uint8Array | undefined;
};

type Pcrs = ReadonlyMap<number, Uint8Array>;

/**
 * An enclave in debug mode shows its memory to the parent, and its PCR0 to PCR2 are zero in an otherwise genuine document.
 *
 * @throws {AttestationError} `DEBUG_MODE` unless allowed; `PCR_ZERO` where only some are zero, which no enclave has.
 * @returns Whether it is in debug mode.
 */
export function requireNotDebug(pcrs: Pcrs, allowDebug: boolean): boolean {
  const zero = [0, 1, 2].filter((index) => isZero(pcrs.get(index) ?? new Uint8Array()));
  if (zero.length === 0) return false;
  if (zero.length < 3) throw new AttestationError("PCR_ZERO", `zero: PCR${zero.join(", PCR")}`);
  if (!allowDebug) throw new AttestationError("DEBUG_MODE", "PCR0, PCR1 and PCR2 are zero");
  return true;
}

/**
 * @throws {AttestationError} `MEASUREMENT_MISMATCH`; `NOTHING_EXPECTED` for an empty list, which allows nothing.
 * @returns The measurement that the document has.
 */
export function requireMeasurement(pcrs: Pcrs, allowed: readonly Measurement[]): Measurement {
  if (allowed.length === 0) throw new AttestationError("NOTHING_EXPECTED", "no measurement is allowed");
  const found = allowed.find(
    ({ pcr0, pcr1, pcr2, pcr8 }) =>
      matches(pcrs, 0, pcr0) &&
      matches(pcrs, 1, pcr1) &&
      matches(pcrs, 2, pcr2) &&
      (pcr8 === undefined || matches(pcrs, 8, pcr8)),
  );
  if (found === undefined) throw new AttestationError("MEASUREMENT_MISMATCH", differences(pcrs, allowed));
  return found;
}

/** Single PCRs, such as 3 (the parent's role) or 4 (its instance). @throws {AttestationError} */
export function requirePcrs(pcrs: Pcrs, expected: ReadonlyMap<number, Uint8Array>): void {
  if (expected.size === 0) throw new AttestationError("NOTHING_EXPECTED", "no PCR is given");
  for (const [index, value] of expected)
    if (!matches(pcrs, index, value))
      throw new AttestationError("PCR_MISMATCH", `PCR${index} is ${shortPcr(pcrs.get(index))}`);
}

function matches(pcrs: Pcrs, index: number, expected: Uint8Array): boolean {
  const pcr = pcrs.get(index);
  return pcr !== undefined && equalBytes(pcr, expected);
}

/** Which PCRs differ, by the measurement that comes nearest: what a person asks first. */
function differences(pcrs: Pcrs, allowed: readonly Measurement[]): string {
  const differing = allowed.map(({ pcr0, pcr1, pcr2, pcr8 }) =>
    (
      [
        [0, pcr0],
        [1, pcr1],
        [2, pcr2],
        [8, pcr8],
      ] as const
    ).flatMap(([index, value]) => (value === undefined || matches(pcrs, index, value) ? [] : [index])),
  );
  const [nearest = []] = differing.sort((a, b) => a.length - b.length);
  return nearest.map((index) => `PCR${index} is ${shortPcr(pcrs.get(index))}`).join(", ");
}
