// How a compiled add-on gets into the process. `process.dlopen` needs no module system, so that it also works from a bundle in one file, and no
// permission but `--allow-addons`.
import { NativeError } from "./errors.ts";

/** @throws {NativeError} `NATIVE_UNAVAILABLE` */
export function openAddOn(file: string): unknown {
  const module = { exports: {} };
  try {
    process.dlopen(module, file);
    return module.exports;
  } catch (cause) {
    const remedy = "install gcc and libc6-dev, then run 'npm run build:native'";
    throw new NativeError("NATIVE_UNAVAILABLE", `the native add-on can't be loaded from ${file}: ${remedy}`, { cause });
  }
}
