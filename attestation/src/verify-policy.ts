// Third part of a verification: an authentic document against what the verifier expects. What nobody authenticated is not compared.
import { equalBytes, toHex } from "./bytes.ts";
import { configPcr16 } from "./config-hash.ts";
import type { AttestationDocument } from "./document.ts";
import { shortPcr } from "./document.ts";
import { AttestationError } from "./errors.ts";
import { sha256 } from "./hash.ts";
import type { AttestationLimits } from "./limits.ts";
import { verifyNonceSignature } from "./nonce-signature.ts";
import { requireMeasurement, requireNotDebug, requirePcrs } from "./pcr-policy.ts";
import type { Checks, Report, Step } from "./report.ts";
import type { UserData } from "./user-data.ts";
import { decodeUserData, keyNames } from "./user-data.ts";
import type { VerifyOptions } from "./verify.ts";

type Subject = readonly [Step<true>, Step<AttestationDocument>];
type PolicySubject = {
  readonly authentic: Step<true>;
  readonly document: Step<AttestationDocument>;
  /** Its bytes. */
  readonly received: Step<Uint8Array>;
};

export async function checkPolicy(
  checks: Checks,
  { authentic, document, received }: PolicySubject,
  options: VerifyOptions,
  limits: AttestationLimits,
): Promise<Pick<Report, "debug" | "measurement" | "userData">> {
  const subject: Subject = [authentic, document];
  await checkTime(checks, subject, options, limits);
  const debug = await checks.make(
    "debug",
    options.allowDebug === true ? "not asked for: debug mode is allowed" : "PCR0, PCR1 and PCR2 are not zero",
    subject,
    (_, { pcrs }) => {
      const value = requireNotDebug(pcrs, options.allowDebug === true);
      return { seen: value ? "DEBUG MODE" : "not zero", value };
    },
  );
  const measurement = await checkPcrs(checks, subject, options, limits);
  await checkNonce(checks, [...subject, received], options);
  const userData = await checkUserData(checks, subject, options);
  return { debug: debug.ok && debug.value, measurement, userData };
}

/** Both bounds in milliseconds: seconds against milliseconds is how such a check comes to hold nothing. */
async function checkTime(
  checks: Checks,
  subject: Subject,
  options: VerifyOptions,
  limits: AttestationLimits,
): Promise<void> {
  const { at, maxAgeSeconds, futureSkewSeconds = limits.futureSkewSecondsDefault } = options;
  await checks.make("not-from-future", `at most ${futureSkewSeconds} s after ${at}`, subject, (_, { timestampMs }) => {
    const seen = `${timestampMs} ms`;
    if (!(timestampMs - at * 1000 <= futureSkewSeconds * 1000)) throw new AttestationError("FROM_THE_FUTURE", seen);
    return { seen, value: true };
  });
  if (maxAgeSeconds === undefined) return checks.notAsked("age", "no bound given");
  await checks.make("age", `at most ${maxAgeSeconds} s before ${at}`, subject, (_, { timestampMs }) => {
    const seen = `${timestampMs} ms`;
    if (!(at * 1000 - timestampMs <= maxAgeSeconds * 1000)) throw new AttestationError("TOO_OLD", seen);
    return { seen, value: true };
  });
}

async function checkPcrs(
  checks: Checks,
  subject: Subject,
  options: VerifyOptions,
  limits: AttestationLimits,
): Promise<Report["measurement"]> {
  const { measurements, pcrs: expected, configuration } = options;
  if (expected === undefined) checks.notAsked("expected-pcrs", "no PCR given");
  else
    await checks.make("expected-pcrs", `PCR ${[...expected.keys()].join(", ")} as given`, subject, (_, { pcrs }) => {
      requirePcrs(pcrs, expected);
      return { seen: "the same", value: true };
    });

  if (configuration === undefined) checks.notAsked("configuration", "no configuration given");
  else
    await checks.make(
      "configuration",
      "PCR16 is locked and measures the configuration shown",
      subject,
      async (_, { pcrs }) => {
        const pcr16 = pcrs.get(16);
        if (pcr16 === undefined) throw new AttestationError("PCR16_NOT_LOCKED");
        const measured = await configPcr16(configurationBytes(configuration, limits));
        if (!equalBytes(pcr16, measured))
          throw new AttestationError(
            "CONFIGURATION_MISMATCH",
            `PCR16 is ${shortPcr(pcr16)}, the configuration measures ${shortPcr(measured)}`,
          );
        return { seen: `PCR16 is ${shortPcr(pcr16)}`, value: true };
      },
    );

  if (measurements === undefined) {
    checks.notAsked("measurement", "no measurement given");
    return undefined;
  }
  const names = measurements.map(({ name, pcr0 }) => name ?? shortPcr(pcr0)).join(" or ");
  const measurement = await checks.make(
    "measurement",
    `PCR0, PCR1, PCR2 (and PCR8) of ${names || "none"}`,
    subject,
    (_, { pcrs }) => {
      const value = requireMeasurement(pcrs, measurements);
      return { seen: `${value.name ?? "expected"}: PCR0 is ${shortPcr(value.pcr0)}`, value };
    },
  );
  return measurement.ok ? measurement.value : undefined;
}

async function checkNonce(
  checks: Checks,
  subject: readonly [...Subject, Step<Uint8Array>],
  { nonce: expected, nonceSignature }: VerifyOptions,
): Promise<void> {
  if (expected === undefined) {
    // A signature for a nonce that nobody asked about proves nothing; whoever passes one meant to have it checked.
    if (nonceSignature === undefined) return checks.notAsked("nonce", "no nonce given");
    await checks.make("nonce", "a nonce to go with its signature", [], () => {
      throw new AttestationError("NOTHING_EXPECTED", "a signature, but no nonce");
    });
    return;
  }
  await checks.make("nonce", toHex(expected), subject, async (_, { nonce, publicKey }, received) => {
    // Empty bytes come back from anyone.
    if (expected.length === 0) throw new AttestationError("NOTHING_EXPECTED", "an empty nonce");
    if (nonceSignature !== undefined) {
      if (publicKey === undefined || !(await verifyNonceSignature(publicKey, expected, received, nonceSignature)))
        throw new AttestationError("NONCE_SIGNATURE");
      return { seen: "signed by the response key of an older document", value: true };
    }
    if (nonce === undefined) throw new AttestationError("NONCE_MISMATCH", "absent");
    if (!equalBytes(nonce, expected)) throw new AttestationError("NONCE_MISMATCH", toHex(nonce.subarray(0, 64)));
    return { seen: toHex(nonce), value: true };
  });
}

async function checkUserData(checks: Checks, subject: Subject, options: VerifyOptions): Promise<UserData | undefined> {
  const { purpose, origin, keys } = options;
  const asked = purpose !== undefined || origin !== undefined || keys !== undefined;
  if (!asked) {
    checks.notAsked("user-data", "no purpose, origin or key given");
    checks.notAsked("purpose", "no purpose given");
    checks.notAsked("origin", "no origin given");
    checks.notAsked("keys", "no key given");
    return unasked(subject[1]);
  }
  const userData = await checks.make(
    "user-data",
    "version 1, purpose, origin, keys",
    subject,
    (_, { userData: bytes }) => {
      if (bytes === undefined) throw new AttestationError("USER_DATA_MALFORMED", "absent");
      const value = decodeUserData(bytes);
      return { seen: `version 1, ${Object.keys(value.keys).length} keys`, value };
    },
  );

  if (purpose === undefined) checks.notAsked("purpose", "no purpose given");
  else
    await checks.make("purpose", purpose, [userData], (said) => {
      if (said.purpose !== purpose) throw new AttestationError("PURPOSE_MISMATCH", said.purpose);
      return { seen: said.purpose, value: true };
    });

  if (origin === undefined) checks.notAsked("origin", "no origin given");
  else
    await checks.make("origin", origin, [userData], (said) => {
      if (said.origin !== origin) throw new AttestationError("ORIGIN_MISMATCH", said.origin);
      return { seen: said.origin, value: true };
    });

  if (keys === undefined) checks.notAsked("keys", "no key given");
  else
    await checks.make(
      "keys",
      `the digests of the keys shown: ${Object.keys(keys).join(", ")}`,
      [subject[1], userData],
      (said, data) => requireKeys(keys, said, data),
    );
  return userData.ok ? userData.value : undefined;
}

async function requireKeys(
  keys: NonNullable<VerifyOptions["keys"]>,
  { publicKey }: AttestationDocument,
  { purpose, keys: digests }: UserData,
): Promise<{ seen: string; value: true }> {
  const shown = keyNames.filter((name) => keys[name] !== undefined);
  if (shown.length === 0) throw new AttestationError("NOTHING_EXPECTED", "no key is given");
  for (const name of shown) {
    const digest = digests[name];
    if (digest === undefined) throw new AttestationError("KEY_MISMATCH", `no ${name} key in user_data`);
    if (!equalBytes(digest, await sha256(keys[name]!)))
      throw new AttestationError("KEY_MISMATCH", `the ${name} key in user_data is ${toHex(digest)}`);
  }
  // In documents for KMS and hand-over, public_key is the key that the other side encrypts to.
  const carriesResponseKey = purpose === "challenge" || purpose === "register";
  if (
    carriesResponseKey &&
    keys.response !== undefined &&
    !(publicKey !== undefined && equalBytes(publicKey, keys.response))
  )
    throw new AttestationError("KEY_MISMATCH", "public_key is not the response key");
  return { seen: `the same: ${shown.join(", ")}`, value: true };
}

/** @throws {AttestationError} Text that is not well-formed has no bytes of its own: two texts would measure the same. */
function configurationBytes(configuration: string, limits: AttestationLimits): Uint8Array {
  if (!configuration.isWellFormed()) throw new AttestationError("CONFIGURATION_INVALID", "a lone surrogate");
  const bytes = new TextEncoder().encode(configuration);
  if (bytes.length > limits.configurationBytesMax)
    throw new AttestationError("CONFIGURATION_INVALID", `${bytes.length} bytes, limit ${limits.configurationBytesMax}`);
  return bytes;
}

/** For showing: most documents of other people's enclaves hold something else. */
function unasked(document: Step<AttestationDocument>): UserData | undefined {
  if (!document.ok || document.value.userData === undefined) return undefined;
  try {
    return decodeUserData(document.value.userData);
  } catch {
    return undefined;
  }
}
