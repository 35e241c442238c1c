// Native code of the image, compiled here from C and assembly sources, and the modules through which the bundle loads it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  blsCompilerArguments,
  blsHeaders,
  blsSources,
  blstPackage,
  compilerArguments,
  nativeHeaders,
  nativeRoot,
  nativeSources,
} from "@inkan/native/compile";
import type { Role } from "./arguments.ts";
import { cached } from "./cache.ts";
import type { Entry } from "./cpio.ts";
import { fetchInput } from "./fetch-input.ts";
import { inputs } from "./inputs.ts";
import { tool, toolchain } from "./tool.ts";

const hardened = ["-O2", "-fPIC", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2", "-fvisibility=hidden"];
const linked = ["-shared", "-Wl,-z,relro,-z,now,-z,noexecstack", "-Wl,--build-id=none", "-Wl,--as-needed", "-s"];

/** Modules that stand in a bundle in the place of packages with native code of their own. Under each is what the package does itself. */
export const nativeModules: Readonly<Record<string, string>> = {
  "secp256k1/bindings.js": `import api from "secp256k1/lib/index.js";
const addon = { exports: {} };
process.dlopen(addon, "/lib/secp256k1.node");
export default api(new addon.exports.Secp256k1());`,
};

/** What of native code a role's ramdisk holds. */
export async function nativeEntries(role: Role, nodeHeaders: string): Promise<Entry[]> {
  const own = await buildAddOn(nodeHeaders);
  const files = [entry("inkan.node", own)];
  if (role === "signer")
    files.push(
      entry("bls.node", await buildBls(nodeHeaders)),
      entry("secp256k1.node", await buildSecp256k1(nodeHeaders)),
    );
  return files;
}

const entry = (name: string, folder: string): Entry => ({
  path: `lib/${name}`,
  kind: "file",
  bytes: readFileSync(join(folder, name)),
  isExecutable: true,
});

async function compilerKey(): Promise<string[]> {
  const { gcc, ld } = await toolchain();
  return [gcc, ld, inputs.node.sha256, ...hardened, ...linked];
}

async function buildAddOn(nodeHeaders: string): Promise<string> {
  const sources = [...nativeSources, ...nativeHeaders].map((source) => readFileSync(join(nativeRoot, source)));
  const args = compilerArguments({ includes: "", output: "", root: "" });
  return cached("add-on", [...(await compilerKey()), ...args, ...sources], async (output) => {
    await tool("gcc", compilerArguments({ includes: nodeHeaders, output: join(output, "inkan.node") }));
  });
}

/** Its sources are compiled in a folder of fixed inner paths, so that what a compiler writes of paths is the same everywhere. */
async function inFolder(
  archives: Readonly<Record<string, string>>,
  compile: (folder: string) => Promise<void>,
): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "inkan-native-"));
  try {
    for (const [name, archive] of Object.entries(archives)) {
      mkdirSync(join(work, name));
      await tool("tar", ["-xzf", archive, "-C", join(work, name), "--strip-components=1", "--no-same-owner"]);
    }
    await compile(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function buildBls(nodeHeaders: string): Promise<string> {
  const files = [...blsSources, ...blsHeaders];
  const args = blsCompilerArguments({ includes: "", output: "", root: "" }, "");
  const sources = files.map((source) => readFileSync(join(nativeRoot, source)));
  return cached("bls", [inputs.blst.sha256, ...(await compilerKey()), ...args, ...sources], async (output) => {
    await inFolder({ package: await fetchInput(inputs.blst) }, async (folder) => {
      for (const file of files) cpSync(join(nativeRoot, file), join(folder, file));
      const terms = { includes: nodeHeaders, output: join(output, "bls.node"), root: "." };
      await tool("gcc", blsCompilerArguments(terms, join("package", blstPackage.folder)), folder);
    });
  });
}

/** The defines are those of the package's binding.gyp for x64. */
async function buildSecp256k1(nodeHeaders: string): Promise<string> {
  const defines = [
    ...["ECMULT_GEN_PREC_BITS=4", "ECMULT_WINDOW_SIZE=15", "ENABLE_MODULE_ECDH=1", "ENABLE_MODULE_RECOVERY=1"],
    ...["USE_ENDOMORPHISM=1", "USE_NUM_NONE=1", "USE_FIELD_INV_BUILTIN=1", "USE_SCALAR_INV_BUILTIN=1"],
    ...["HAVE___INT128=1", "USE_ASM_X86_64=1", "USE_FIELD_5X52=1", "USE_SCALAR_4X64=1", "NAPI_VERSION=6"],
  ].map((define) => `-D${define}`);
  const key = [inputs.secp256k1.sha256, inputs.nodeAddonApi.sha256, ...defines, ...(await compilerKey())];
  return cached("secp256k1", key, async (output) => {
    const archives = { package: await fetchInput(inputs.secp256k1), napi: await fetchInput(inputs.nodeAddonApi) };
    await inFolder(archives, async (folder) => {
      const library = "package/src/secp256k1";
      const flags = [...hardened, ...defines, "-w", `-ffile-prefix-map=${folder}=.`];
      const includes = ["-I", library, "-I", `${library}/src`, "-I", `${library}/include`];
      const objects = ["library.o", "addon.o", "secp256k1.o"];
      await tool("gcc", [...flags, ...includes, "-c", `${library}/src/secp256k1.c`, "-o", objects[0]!], folder);
      const glue = [
        ...flags,
        "-I",
        "package/src",
        "-I",
        "napi",
        "-isystem",
        nodeHeaders,
        "-std=gnu++17",
        "-fexceptions",
      ];
      await tool("g++", [...glue, "-c", "package/src/addon.cc", "-o", objects[1]!], folder);
      await tool("g++", [...glue, "-c", "package/src/secp256k1.cc", "-o", objects[2]!], folder);
      await tool("g++", [...linked, "-o", join(output, "secp256k1.node"), ...objects], folder);
    });
  });
}
