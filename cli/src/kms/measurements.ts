// Which images with which configurations: what a key policy names, from files.
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { configPcr16, extendPcr, sha384 } from "@inkan/attestation";
import type { PolicyMeasurements } from "@inkan/attestation/key-policy";
import { BootError, readConfig } from "@inkan/enclave-signer";
import { UsageError } from "../usage.ts";

const many = { type: "string", multiple: true, default: [] as string[] } as const;
export const measurementOptions = { pcrs: many, config: many, "signing-certificate": many } as const;

export const measurementHelp = `  --pcrs FILE               JSON with pcr0, pcr1, pcr2 (and pcr8 of a signed image), as 'inkan pcrs --role signer --json' prints it;
                            may be repeated: the image before, while one is replaced
  --config FILE             a signer's configuration, which gives PCR16; may be repeated
  --signing-certificate FILE  that the images are signed with, which gives PCR8; may be repeated`;

export type MeasurementValues = { readonly [name in keyof typeof measurementOptions]: readonly string[] };

/** @throws {UsageError} */
export async function readMeasurements(values: MeasurementValues): Promise<PolicyMeasurements> {
  const { pcrs, config } = values;
  if (pcrs.length === 0 || config.length === 0) throw new UsageError("give --pcrs and --config");
  const images = await Promise.all(pcrs.map(readImage));
  const pcr16 = await Promise.all(config.map(readPcr16));
  const certificates = await Promise.all(values["signing-certificate"].map(readPcr8));
  const signed = images.filter(({ pcr8 }) => pcr8 !== undefined);
  // A list of PCR8 would shut the unsigned image out.
  if (certificates.length === 0 && signed.length !== 0 && signed.length !== images.length)
    throw new UsageError("some images are signed, and some not");
  return {
    pcr0: images.map(({ pcr0 }) => pcr0),
    pcr1: images.map(({ pcr1 }) => pcr1),
    pcr2: images.map(({ pcr2 }) => pcr2),
    pcr8: [...signed.map(({ pcr8 }) => pcr8 ?? ""), ...certificates],
    pcr16,
  };
}

type Image = { readonly pcr0: string; readonly pcr1: string; readonly pcr2: string; readonly pcr8: string | undefined };

async function readImage(file: string): Promise<Image> {
  const whole = JSON.parse(await textOf(file)) as { readonly [name: string]: unknown };
  const values = lowerCaseNames((whole.signer ?? whole) as object);
  const pcr = (name: string) => {
    const value = values[name];
    if (typeof value !== "string" || !/^[0-9a-fA-F]{96}$/.test(value))
      throw new UsageError(`${file}: ${name} is not 96 hexadecimal digits`);
    return value.toLowerCase();
  };
  const pcr8 = values.pcr8 === undefined ? undefined : pcr("pcr8");
  return { pcr0: pcr("pcr0"), pcr1: pcr("pcr1"), pcr2: pcr("pcr2"), pcr8: /^0*$/.test(pcr8 ?? "") ? undefined : pcr8 };
}

/** nitro-cli writes `PCR0`. */
const lowerCaseNames = (values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));

/** SHA-384(0⁴⁸ ‖ SHA-384(DER certificate)): AWS, "Where to get an enclave's measurements". */
async function readPcr8(file: string): Promise<string> {
  let der: Uint8Array<ArrayBuffer>;
  try {
    der = new Uint8Array(new X509Certificate(await textOf(file)).raw);
  } catch (thrown) {
    throw thrown instanceof UsageError ? thrown : new UsageError(`${file}: not a certificate in PEM`);
  }
  return Buffer.from(await extendPcr(new Uint8Array(48), await sha384(der))).toString("hex");
}

async function readPcr16(file: string): Promise<string> {
  try {
    const { configText } = readConfig(Buffer.from(await textOf(file)), "signer");
    return Buffer.from(await configPcr16(Buffer.from(configText))).toString("hex");
  } catch (thrown) {
    if (thrown instanceof BootError) throw new UsageError(`${file}: ${thrown.message}`);
    throw thrown;
  }
}

export async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => {
    throw new UsageError(`cannot read '${file}'`);
  });
}
