// A role's enclave image: kernel, command line, a ramdisk of the bootstrap (init alone), a ramdisk of the application (Node and the program).
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Role, roleArguments } from "./arguments.ts";
import { bundleRole, projectRoot } from "./bundle.ts";
import { cacheRoot } from "./cache.ts";
import { cpioArchive, type Entry } from "./cpio.ts";
import { eifParts } from "./eif.ts";
import { buildInit } from "./init.ts";
import { inputs } from "./inputs.ts";
import { buildKernel, commandLine } from "./kernel.ts";
import { nativeEntries } from "./native-parts.ts";
import { nodeRuntime } from "./node-runtime.ts";
import { type ImagePcrs, imagePcrs } from "./pcrs.ts";
import { type ImageSigner, signatureSection, signedCertificate } from "./signature.ts";
import { sourceDateEpoch, type Toolchain, toolchain } from "./tool.ts";

export type BuildTerms = {
  readonly role: Role;
  /** The parent instance's vsock address; 3 on AWS, which is the default. */
  readonly parentCid?: number;
  /** The file to write; by default one in the cache, named by its content. */
  readonly output?: string;
  readonly signer?: ImageSigner | undefined;
  /** The source tree of the program; by default the one that this file is in. */
  readonly root?: string;
  /** Options of the kernel; by default the tree's. */
  readonly kernelFragment?: string;
};

export type BuiltImage = {
  readonly file: string;
  readonly bytes: number;
  /** Of the file. */
  readonly sha256: string;
  /** 48 bytes each, lower-case hexadecimal. */
  readonly pcrs: { readonly pcr0: string; readonly pcr1: string; readonly pcr2: string; readonly pcr8?: string };
  readonly toolchain: Toolchain;
};

/**
 * The same bytes for the same sources, inputs and toolchain, whoever builds, where and when; only a signature differs each time.
 *
 * @throws {ImageError}
 *
 * @example
 * const { file, pcrs } = await buildImage({ role: "relay" });
 */
export async function buildImage(terms: BuildTerms): Promise<BuiltImage> {
  const { role, parentCid = 3, signer, root = projectRoot, kernelFragment } = terms;
  const certificate = signer === undefined ? undefined : signedCertificate(signer).der;
  const tools = await toolchain();
  const kernel = await buildKernel(kernelFragment);
  const runtime = await nodeRuntime();
  const program = await bundleRole(role, root);
  const sections = {
    kernel: kernel.image,
    commandLine: commandLine(),
    ramdisks: [
      cpioArchive(bootstrapEntries(await buildInit(kernel.nolibc, parentCid))),
      cpioArchive([
        ...runtime.entries,
        ...(await nativeEntries(role, runtime.headers)),
        file(`app/${role}.mjs`, program),
        file("app/arguments", Buffer.from(`${roleArguments(role, parentCid).join("\n")}\n`)),
      ]),
    ],
  };
  const pcrs = imagePcrs(sections, certificate);
  const signature = signer === undefined ? undefined : signatureSection(signer, pcrs.pcr0);
  const parts = eifParts({ ...sections, metadata: metadataOf(role, tools), signature });
  return { ...write(parts, role, terms.output), pcrs: hexOf(pcrs), toolchain: tools };
}

/** Empty folders are what init mounts on; the kernel opens the console before there is a /dev. */
const bootstrapEntries = (init: Uint8Array): Entry[] => [
  { path: "init", kind: "file", bytes: init, isExecutable: true },
  { path: "dev/console", kind: "character-device", major: 5, minor: 1 },
  { path: "proc", kind: "folder" },
  { path: "tmp", kind: "folder" },
];

const file = (path: string, bytes: Uint8Array): Entry => ({ path, kind: "file", bytes, isExecutable: false });

/** Nothing measures it, so nothing may depend on it; the format wants it. */
function metadataOf(role: Role, { gcc, ld }: Toolchain): Uint8Array {
  const kernelVersion = /_(\d+\.\d+\.\d+)-/.exec(inputs.kernel.urls[0]!)?.[1] ?? "unknown";
  return Buffer.from(
    JSON.stringify({
      ImageName: `inkan-${role}`,
      ImageVersion: "0.1.0",
      BuildMetadata: {
        BuildTime: new Date(sourceDateEpoch * 1_000).toISOString(),
        BuildTool: "inkan image",
        BuildToolVersion: "0.1.0",
        OperatingSystem: "Linux",
        KernelVersion: kernelVersion,
      },
      DockerInfo: {},
      CustomMetadata: { gcc, ld },
    }),
  );
}

function write(parts: readonly Uint8Array[], role: Role, output: string | undefined) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  const sha256 = hash.digest("hex");
  const path = output ?? join(cacheRoot(), `image-${role}-${sha256.slice(0, 24)}.eif`);
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  const descriptor = openSync(draft, "w", 0o644);
  try {
    for (const part of parts) for (let at = 0; at < part.length; ) at += writeSync(descriptor, part, at);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, path);
  return { file: path, bytes: parts.reduce((sum, part) => sum + part.length, 0), sha256 };
}

/** Also of a file that is read: `inkan pcrs --eif`. */
export function hexOf({ pcr0, pcr1, pcr2, pcr8 }: ImagePcrs): BuiltImage["pcrs"] {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  const three = { pcr0: hex(pcr0), pcr1: hex(pcr1), pcr2: hex(pcr2) };
  return pcr8 === undefined ? three : { ...three, pcr8: hex(pcr8) };
}
