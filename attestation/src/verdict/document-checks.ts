// An attestation document's report in the shape of a verdict, and what expectations say of documents.
import { awsRootG1 } from "../aws-root.ts";
import { fromHex } from "../bytes.ts";
import { decodePem } from "../pem.ts";
import type { Report } from "../report.ts";
import type { Root } from "../verify.ts";
import { type Expectations, ExpectationsError } from "./expectations.ts";
import type { VerdictCheck, Warning } from "./verdict.ts";

export function documentChecks({ checks }: Report): VerdictCheck[] {
  return checks.map((each) => ({ ...each, group: "document" }));
}

/** What nobody may overlook in a report. */
export function documentWarnings({ root, debug }: Report): Warning[] {
  return [
    ...(root === undefined || root.aws
      ? []
      : [
          {
            code: "SIMULATED_ROOT",
            text: `SIMULATED: the root of this document is '${root.name}', not AWS's. Nothing protects the keys of such an enclave.`,
          } as const,
        ]),
    ...(debug ? [{ code: "DEBUG_MODE", text: "DEBUG MODE: the parent reads this enclave's memory." } as const] : []),
  ];
}

export function rootsOf(expected: Expectations | undefined): readonly Root[] {
  if (expected?.acceptedRoot === undefined) return [awsRootG1];
  const { name, certificate } = expected.acceptedRoot;
  const der = decodePem(certificate);
  if (der === undefined)
    throw new ExpectationsError("'acceptedRoot.certificate' does not hold exactly one PEM certificate", {
      member: "acceptedRoot.certificate",
    });
  return [awsRootG1, { name, der }];
}

export function expectedPcrs({ pcr16 }: Expectations): ReadonlyMap<number, Uint8Array> {
  return new Map([[16, fromHex(pcr16) ?? new Uint8Array()]]);
}
