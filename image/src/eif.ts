// The enclave image format, version 4 (aws-nitro-enclaves-image-format, README and src/defs): a header of 548 bytes, then sections, each
// with a header of 12. Integers are big-endian. The CRC is over everything but itself.
import { crc32 } from "node:zlib";
import { ImageError } from "./build-error.ts";
import type { ImageSections } from "./pcrs.ts";

const headerBytes = 548;
const sectionHeaderBytes = 12;
const sectionsMax = 32;
const magic = Buffer.from(".eif");
const version = 4;
const sectionTypes = { kernel: 1, commandLine: 2, ramdisk: 3, signature: 4, metadata: 5 } as const;
const typesByNumber = new Map<number, SectionType>(
  Object.entries(sectionTypes).map(([name, number]) => [number, name as SectionType]),
);
/** What nitro-cli takes when it is not told: the operator's guide tells it. */
const defaultMemoryBytes = 1n << 30n;
const defaultCpus = 2n;

type SectionType = keyof typeof sectionTypes;
type Section = { readonly type: SectionType; readonly data: Uint8Array };

export type Eif = ImageSections & {
  /** JSON; no PCR measures it. */
  readonly metadata: Uint8Array;
  /** CBOR, see `signature.ts`. */
  readonly signature?: Uint8Array | undefined;
};

/** The file's bytes, in parts: a whole image in one piece would be copied for nothing. */
export function eifParts(eif: Eif): Uint8Array[] {
  const sections: Section[] = [
    { type: "kernel", data: eif.kernel },
    { type: "commandLine", data: eif.commandLine },
    { type: "metadata", data: eif.metadata },
    ...eif.ramdisks.map((data) => ({ type: "ramdisk" as const, data })),
    ...(eif.signature === undefined ? [] : [{ type: "signature" as const, data: eif.signature }]),
  ];
  if (sections.length > sectionsMax) throw new RangeError(`at most ${sectionsMax} sections, not ${sections.length}`);
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt16BE(version, 4);
  header.writeBigUInt64BE(defaultMemoryBytes, 0x008);
  header.writeBigUInt64BE(defaultCpus, 0x010);
  header.writeUInt16BE(sections.length, 0x01a);
  const parts: Uint8Array[] = [];
  let offset = headerBytes;
  sections.forEach(({ type, data }, at) => {
    header.writeBigUInt64BE(BigInt(offset), 0x01c + 8 * at);
    header.writeBigUInt64BE(BigInt(data.length), 0x11c + 8 * at);
    const own = Buffer.alloc(sectionHeaderBytes);
    own.writeUInt16BE(sectionTypes[type], 0);
    own.writeBigUInt64BE(BigInt(data.length), 4);
    parts.push(own, data);
    offset += sectionHeaderBytes + data.length;
  });
  header.writeUInt32BE(crcOf(header, parts), headerBytes - 4);
  return [header, ...parts];
}

/**
 * Reads an image, to measure it. Strict: what the hypervisor might read differently is refused.
 *
 * @throws {ImageError} `EIF_MALFORMED`
 */
export function readEif(bytes: Uint8Array): Eif {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < headerBytes || !file.subarray(0, 4).equals(magic)) throw malformed("it does not begin with .eif");
  const header = file.subarray(0, headerBytes);
  if (header.readUInt16BE(4) !== version) throw malformed(`version ${header.readUInt16BE(4)}, wanted ${version}`);
  if (header.readUInt16BE(6) !== 0) throw malformed("flags are set: it is not for x86-64");
  if (header.readUInt32BE(headerBytes - 4) !== crcOf(header, [file.subarray(headerBytes)]))
    throw malformed("the CRC is wrong");
  const found: Record<SectionType, Uint8Array[]> = {
    kernel: [],
    commandLine: [],
    ramdisk: [],
    signature: [],
    metadata: [],
  };
  const count = header.readUInt16BE(0x01a);
  if (count > sectionsMax) throw malformed(`${count} sections, at most ${sectionsMax}`);
  let offset = headerBytes;
  for (let at = 0; at < count; at++) {
    const { type, data } = sectionAt(file, header, at, offset);
    if (type === "ramdisk" && found.kernel.length === 0) throw malformed("a ramdisk stands before the kernel");
    found[type].push(data);
    offset += sectionHeaderBytes + data.length;
  }
  if (offset !== file.length) throw malformed("bytes follow the last section");
  const single = (type: SectionType): Uint8Array => {
    if (found[type].length !== 1) throw malformed(`${found[type].length} sections of ${type}, wanted 1`);
    return found[type][0]!;
  };
  if (found.ramdisk.length === 0) throw malformed("no ramdisk");
  if (found.signature.length > 1) throw malformed("more than one signature");
  return {
    kernel: single("kernel"),
    commandLine: single("commandLine"),
    ramdisks: found.ramdisk,
    metadata: single("metadata"),
    signature: found.signature[0],
  };
}

function sectionAt(file: Buffer, header: Buffer, at: number, offset: number): Section {
  const size = header.readBigUInt64BE(0x11c + 8 * at);
  if (header.readBigUInt64BE(0x01c + 8 * at) !== BigInt(offset))
    throw malformed(`section ${at} is not where it must be`);
  if (BigInt(offset + sectionHeaderBytes) + size > BigInt(file.length)) throw malformed(`section ${at} is cut off`);
  const type = typesByNumber.get(file.readUInt16BE(offset));
  if (type === undefined) throw malformed(`section ${at} is of no known type`);
  if (file.readBigUInt64BE(offset + 4) !== size) throw malformed(`section ${at} has two sizes`);
  const start = offset + sectionHeaderBytes;
  return { type, data: file.subarray(start, start + Number(size)) };
}

const crcOf = (header: Uint8Array, parts: readonly Uint8Array[]): number =>
  parts.reduce((crc, part) => crc32(part, crc), crc32(header.subarray(0, headerBytes - 4)));

const malformed = (why: string): ImageError => new ImageError("EIF_MALFORMED", why);
