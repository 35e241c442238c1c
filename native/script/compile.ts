// How the add-on is compiled: one list of sources and one of flags, for the build here and for the enclave's image.
import { join } from "node:path";

/** The workspace's folder. */
export const nativeRoot = join(import.meta.dirname, "..");

/** In this order, relative to {@link nativeRoot}. */
export const nativeSources = ["src/module.c", "src/vsock.c", "src/nsm.c", "src/secret-memory.c"] as const;
export const nativeHeaders = ["src/module.h"] as const;

/** Nothing in it says when, where or by whom the file was made. */
export const compilerFlags = [
  ...["-std=gnu17", "-O2", "-shared", "-fPIC", "-pthread"],
  ...["-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wconversion", "-Wno-sign-conversion"],
  ...["-fvisibility=hidden", "-fstack-protector-strong", "-fstack-clash-protection", "-D_FORTIFY_SOURCE=2"],
  ...["-Wl,-z,relro,-z,now,-z,noexecstack", "-Wl,--build-id=none", "-Wl,--as-needed", "-s"],
] as const;

export type CompileTerms = {
  /** Folder with `node_api.h`. */
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
    `-ffile-prefix-map=${root}=.`,
    ...["-isystem", includes],
    ...["-o", output],
    ...nativeSources.map((source) => join(root, source)),
    ...flags,
  ];
}
