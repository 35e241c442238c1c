// The custody of the sealing key: at boot and every day the enclave looks at the key's policy, its grants and its state, and its attestation
// says what it saw. Whoever administers the account can change them; he can't do so unseen.
import { createHash } from "node:crypto";
import { type CustodyReport, custodyReportText, isFault, type Measurement } from "@inkan/attestation";
import { judgeCustody, type LiveKey, type PolicyMeasurements } from "@inkan/attestation/key-policy";
import type { Attester } from "../../enclave/attest/attester.ts";
import { BootError } from "../../enclave/boot-error.ts";
import type { Clock } from "../../enclave/clock.ts";
import type { Kms } from "../../enclave/kms/kms-client.ts";
import { kmsLimits } from "../../enclave/kms/limits.ts";
import type { Log } from "../../enclave/log.ts";
import type { OwnDocument } from "../window-log/own-document.ts";

export type CustodyWatch = {
  /** The last look. */
  readonly report: CustodyReport;
  /** @throws {BootError} `CUSTODY_REFUSED`: a new key is not wrapped where others could unwrap it. */
  requireSound(): void;
  close(): void;
};

export type CustodyParts = {
  readonly kms: Pick<Kms, "describe">;
  readonly keyArn: string;
  readonly attester: Pick<Attester, "publishCustody">;
  readonly own: OwnDocument;
  readonly predecessors: readonly Measurement[];
  readonly clock: Pick<Clock, "unixMs">;
  readonly log: Log;
  readonly intervalMs?: number;
};

/** The first look is over when it returns. A look that fails is published as one: it never throws. */
export async function watchCustody(parts: CustodyParts): Promise<CustodyWatch> {
  const expected = expectedMeasurements(parts.own, parts.predecessors);
  let report = await look(parts, expected);
  const timer = setInterval(() => {
    void look(parts, expected).then((next) => {
      report = next;
    });
  }, parts.intervalMs ?? kmsLimits.custodyIntervalMs).unref();
  return {
    get report() {
      return report;
    },
    requireSound() {
      const faults = report.findings.filter(isFault).map(({ code, detail }) => `${code} (${detail})`);
      if (faults.length > 0) throw new BootError("CUSTODY_REFUSED", faults.slice(0, 4).join(", "));
    },
    close: () => clearInterval(timer),
  };
}

async function look(
  { kms, keyArn, attester, clock, log }: CustodyParts,
  expected: PolicyMeasurements,
): Promise<CustodyReport> {
  const checkedAt = Math.floor(clock.unixMs() / 1000);
  const report = await kms.describe().then(
    (live) => reportOf(live, checkedAt, expected),
    (thrown: unknown) => unread(keyArn, checkedAt, String((thrown as { readonly code?: unknown } | null)?.code)),
  );
  attester.publishCustody(custodyReportText(report));
  log({ event: "custody", faults: report.findings.filter(isFault).length, findings: report.findings.length });
  return report;
}

function reportOf(live: LiveKey, checkedAt: number, expected: PolicyMeasurements): CustodyReport {
  const { findings, measurements, parameters } = judgeCustody(live, expected);
  return {
    ...{ version: 1, keyArn: live.keyArn, checkedAt, grants: live.grants, measurements, findings },
    policySha256: createHash("sha256").update(live.policy).digest("hex"),
    administrators: parameters?.administrators ?? [],
    immutable: parameters?.immutable ?? false,
  };
}

/** @param code Of a {@link KmsError} or {@link AwsError}. */
const unread = (keyArn: string, checkedAt: number, code: string): CustodyReport => ({
  ...{ version: 1, keyArn, checkedAt, policySha256: "", grants: 0, administrators: [], immutable: false },
  measurements: { pcr0: [], pcr1: [], pcr2: [], pcr8: [], pcr16: [] },
  findings: [{ code: "NOT_READ", detail: code }],
});

/** This image with this configuration, and the images before it. PCR8 counts where this image is signed. */
function expectedMeasurements({ pcrs }: OwnDocument, predecessors: readonly Measurement[]): PolicyMeasurements {
  const own = (index: number) => {
    const value = pcrs.get(index);
    return value === undefined || value.every((byte) => byte === 0) ? [] : [hex(value)];
  };
  return {
    pcr0: [...own(0), ...predecessors.map(({ pcr0 }) => hex(pcr0))],
    pcr1: [...own(1), ...predecessors.map(({ pcr1 }) => hex(pcr1))],
    pcr2: [...own(2), ...predecessors.map(({ pcr2 }) => hex(pcr2))],
    ...{ pcr8: own(8), pcr16: own(16) },
  };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
