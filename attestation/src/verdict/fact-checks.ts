// What the contracts hold of an enclave, judged: each rule is the one that EnclaveRegistry.isValid applies, so that a failure has a name.
import { concatBytes, equalBytes, isZero, toHex } from "../bytes.ts";
import type { AcceptancePeriod, EnclaveFacts, ReleaseFacts } from "../chain-facts/facts.ts";
import type { Release } from "../registry-release.ts";
import type { EnclaveSubject } from "./enclave-subject.ts";
import type { VerdictCheck } from "./verdict.ts";
import { check, checkOf } from "./verdict-checks.ts";

const time = (seconds: number) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
const short = (bytes: Uint8Array) => `${toHex(bytes).slice(0, 16)}…`;

/** @param release With the details of {@link Release} where they were read. */
export function releaseCheck(
  release: ReleaseFacts | Release | undefined,
  { pcrs, pcr8Hash }: EnclaveSubject,
  role: string,
): VerdictCheck {
  const measured = pcrs.map((pcr, index) => `PCR${index} ${short(pcr)}`).join(", ");
  const required = `in force, for role ${role}`;
  const refused = (seen: string, code: string) =>
    check("registry", false, { required, seen: `${seen} (${measured})`, code });
  if (release === undefined) return refused("unknown", "MEASUREMENT_NOT_IN_FORCE");
  if (release.state === "revoked")
    return refused(`revoked since ${time(release.revokedSince)}: ${release.reason}`, "MEASUREMENT_NOT_IN_FORCE");
  if (release.state === "pending")
    return refused(
      release.readyAt === 0
        ? `pending: fewer than ${release.quorum} rebuilders agree`
        : `pending: notice until ${time(release.readyAt)}`,
      "MEASUREMENT_NOT_IN_FORCE",
    );
  if (release.role !== role) return refused(`in force, for role ${release.role}`, "MEASUREMENT_NOT_IN_FORCE");
  if (!equalBytes(release.pcr8Hash, pcr8Hash))
    return refused(
      isZero(pcr8Hash) ? "in force, for a signed image" : "in force, with another signing certificate",
      "PCR8_MISMATCH",
    );
  return check("registry", true, {
    required,
    seen: `in force since ${time(release.activatedAt)}, ${described(release)} (${measured})`,
  });
}

function described(release: ReleaseFacts | Release): string {
  const commit = toHex(release.sourceCommit).replace(/(?<=^.{40})0{24}$/, "");
  const terms = `${release.quorum} rebuilders and ${release.noticePeriodSeconds} s of notice were required`;
  return "agreement" in release
    ? `commit ${commit} at ${release.sourceLocators.join(", ")}, ${terms}, ${release.agreement} rebuilders agree`
    : `commit ${commit}, ${terms}`;
}

/** @param periods From the newest; a boolean where the contract itself was asked. @param at Unix seconds. */
export function policyCheck(periods: readonly AcceptancePeriod[] | boolean | undefined, at: number): VerdictCheck {
  const required = "the operator's policy accepts this release with this configuration";
  if (periods === undefined)
    return checkOf("operator-policy", "not-asked", { required, seen: "no operator is expected" });
  if (typeof periods === "boolean")
    return check("operator-policy", periods, {
      required,
      seen: periods ? "accepted" : "not accepted",
      code: "POLICY_REFUSES",
    });
  const period = periods.find(({ from, until }) => at >= from && (until === undefined || at < until));
  const last = periods[0]?.until;
  return check("operator-policy", period !== undefined, {
    required,
    seen:
      period !== undefined
        ? `accepted since ${time(period.from)}`
        : last === undefined
          ? "never accepted"
          : `removed, since ${time(last)}`,
    code: "POLICY_REFUSES",
  });
}

/** At what time, Unix seconds; `operator`, 20 bytes, where one is expected. */
export type RegistrationTerms = {
  readonly at: number;
  readonly operator: Uint8Array | undefined;
  readonly isRequired: boolean;
};

/** Whether the response key is registered for this enclave. Where it need not be, what was seen is shown, and held against nobody. */
export function registrationCheck(
  enclave: EnclaveFacts | undefined,
  subject: EnclaveSubject,
  terms: RegistrationTerms,
): VerdictCheck {
  const required = "registered for this program, configuration and operator, and not expired";
  const { seen, code } = registrationOf(enclave, subject, terms);
  if (!terms.isRequired) return checkOf("enclave-registered", "not-asked", { required, seen });
  return check("enclave-registered", code === undefined, { required, seen, code });
}

function registrationOf(
  enclave: EnclaveFacts | undefined,
  { measurementId, pcr16Hash, spki }: EnclaveSubject,
  { at, operator }: RegistrationTerms,
): { readonly seen: string; readonly code: string | undefined } {
  if (enclave === undefined) return { seen: "never registered", code: "KEY_NOT_REGISTERED" };
  const same =
    equalBytes(enclave.measurementId, measurementId) &&
    equalBytes(enclave.pcr16Hash, pcr16Hash) &&
    (operator === undefined || equalBytes(enclave.operator, operator)) &&
    equalBytes(spki.subarray(-64), concatBytes(enclave.x, enclave.y));
  if (!same)
    return { seen: "registered for another program, configuration or operator", code: "REGISTRATION_MISMATCH" };
  const period = enclave.periods.find(({ from }) => at >= from);
  if (period === undefined) return { seen: "registered later", code: "REGISTRATION_EXPIRED" };
  return at < period.until
    ? { seen: `registered until ${time(period.until)}`, code: undefined }
    : { seen: `expired at ${time(period.until)}`, code: "REGISTRATION_EXPIRED" };
}
