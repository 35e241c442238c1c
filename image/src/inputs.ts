// What an image is made of that does not lie in this tree: `image/inputs.json`, each by address and SHA-256.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

/** The workspace's folder. */
export const imageRoot = dirname(import.meta.dirname);

const input = z.strictObject({
  what: z.string(),
  /** Tried in this order. */
  urls: z.array(z.url()).min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const schema = z.strictObject({
  version: z.literal(1),
  /** First line of `gcc --version` and `ld --version` with which the published PCRs were made. */
  toolchain: z.strictObject({ gcc: z.string(), ld: z.string() }),
  node: input,
  blst: input,
  secp256k1: input,
  nodeAddonApi: input,
  kernel: input,
  libc: input,
  libstdcxx: input,
  libgcc: input,
});

export type Input = z.infer<typeof input>;
export type Inputs = z.infer<typeof schema>;
export type InputName = Exclude<keyof Inputs, "version" | "toolchain">;

export const inputNames = Object.keys(schema.shape).filter(
  (name): name is InputName => name !== "version" && name !== "toolchain",
);

export const inputs: Inputs = schema.parse(JSON.parse(readFileSync(join(imageRoot, "inputs.json"), "utf8")));
