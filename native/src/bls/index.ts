// The make of BLS that this program signs with: the add-on wherever it was compiled, and nothing else in an image.
import { isBlsCompiled, loadBls } from "./add-on.ts";
import type { Bls } from "./bls.ts";

export type { Bls, PublicKey, SecretKey, Signature } from "./bls.ts";

declare const INKAN_BLS_FILE: string | undefined;

// Said here, and not in a function: a bundler then sees that an image has no use for the package.
export const bls: Bls =
  typeof INKAN_BLS_FILE === "string" || isBlsCompiled()
    ? loadBls()
    : (await import("./chainsafe.ts")).blsOf(await import("@chainsafe/blst"));
