// How the add-ons are compiled: one list of sources and one of flags for each, for the build here and for the enclave's image.
import { join } from "node:path";

/** The workspace's folder. */
export const nativeRoot = join(import.meta.dirname, "..");

/** In this order, relative to {@link nativeRoot}. */
export const nativeSources = [
  ...["src/module.c", "src/vsock.c", "src/nsm.c"],
  ...["src/secret-memory.c", "src/locked-memory.c", "src/p256.c"],
] as const;
export const nativeHeaders = ["src/module.h", "src/locked-memory.h"] as const;

/** Of the signer's add-on, besides blst's own. */
export const blsSources = ["src/bls/bls.c", "src/locked-memory.c"] as const;
export const blsHeaders = ["src/locked-memory.h"] as const;

/** The npm package that has blst's sources, and where in it; blst's own packages for npm hold compiled code alone. */
export const blstPackage = { name: "c-kzg", folder: "deps/blst" } as const;
const blstSources = ["src/server.c", "build/assembly.S"] as const;

/** Nothing in it says when, where or by whom the file was made. */
export const compilerFlags = [
  ...["-std=gnu17", "-O2", "-shared", "-fPIC", "-pthread"],
  ...["-Wall", "-Wextra", "-Werror"],
  ...["-fvisibility=hidden", "-fstack-protector-strong", "-fstack-clash-protection", "-D_FORTIFY_SOURCE=2"],
  ...["-Wl,-z,relro,-z,now,-z,noexecstack", "-Wl,--build-id=none", "-Wl,--as-needed", "-s"],
] as const;

export type CompileTerms = {
  /** Folder of Node's headers: `node_api.h`, and OpenSSL's below `openssl/`. */
  readonly includes: string;
  /** The file to make. */
  readonly output: string;
  /** Where the sources lie; by default this workspace. */
  readonly root?: string;
  /** Further flags, put last: a sysroot, for instance. */
  readonly flags?: readonly string[];
};

/**
 * Arguments of gcc. Run it with `TZ`, locale and paths as they are: none of them reaches the output.
 *
 * @example
 * execFileSync("gcc", compilerArguments({ includes: "/usr/include/node", output: "native.node" }));
 */
export function compilerArguments({ includes, output, root = nativeRoot, flags = [] }: CompileTerms): string[] {
  return [
    ...compilerFlags,
    ...["-Wshadow", "-Wconversion", "-Wno-sign-conversion"],
    `-ffile-prefix-map=${root}=.`,
    ...["-isystem", includes],
    ...["-o", output],
    ...nativeSources.map((source) => join(root, source)),
    ...flags,
  ];
}

/**
 * Arguments of gcc for the signer's add-on.
 *
 * @param blst Folder of blst's sources, `bindings`, `build` and `src` in it.
 */
export function blsCompilerArguments(
  { includes, output, root = nativeRoot, flags = [] }: CompileTerms,
  blst: string,
): string[] {
  return [
    ...compilerFlags,
    // The code for this processor is chosen when it is loaded, so that the same bytes run on each.
    "-D__BLST_PORTABLE__",
    ...[`-ffile-prefix-map=${root}=.`, `-ffile-prefix-map=${blst}=blst`],
    ...["-isystem", includes, "-I", join(blst, "bindings")],
    ...["-o", output],
    ...blsSources.map((source) => join(root, source)),
    ...blstSources.map((source) => join(blst, source)),
    ...flags,
  ];
}
