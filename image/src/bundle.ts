// A role's program in one file: its sources and packages, types stripped, comments gone. Native parts are loaded from where the image has them.
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { paths, type Role } from "./arguments.ts";
import { ImageError } from "./build-error.ts";
import { imageRoot } from "./inputs.ts";
import { nativeModules } from "./native-parts.ts";

export const projectRoot = dirname(imageRoot);

/** What a role's program may be made of, besides packages; `enclave-signer/measured-files.json` says the same for the simulated NSM. */
const allowed = (role: Role): readonly string[] => [
  `enclave-signer/src/${role}-main.ts`,
  `enclave-signer/src/${role}/`,
  "enclave-signer/src/enclave/",
  ...["link/src/", "attestation/src/", "native/src/"],
];

/** The enclave's workspaces have packages of their own where versions differ. */
const ofPackages = /^((enclave-signer|link|attestation)\/)?node_modules\/|^native-module:/;

/** CommonJS packages call `require` for what is built into Node. */
const requireOfBuiltins = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

/**
 * @param root The source tree.
 * @returns The bundle's bytes: the same wherever `root` lies.
 * @throws {ImageError} `BUNDLE_FOREIGN`
 */
export async function bundleRole(role: Role, root = projectRoot): Promise<Uint8Array> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`enclave-signer/src/${role}-main.ts`],
    outfile: `${role}.mjs`,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node24",
    format: "esm",
    charset: "utf8",
    legalComments: "none",
    minifySyntax: true,
    minifyWhitespace: true,
    external: ["bufferutil", "utf-8-validate"],
    define: { INKAN_NATIVE_FILE: JSON.stringify(paths.native), INKAN_BLS_FILE: JSON.stringify(paths.bls) },
    banner: { js: requireOfBuiltins },
    plugins: [nativeModulesPlugin],
    logLevel: "silent",
  });
  const prefixes = allowed(role);
  const foreign = Object.keys(metafile.inputs).filter(
    (path) => !ofPackages.test(path) && !prefixes.some((prefix) => path.startsWith(prefix)),
  );
  if (foreign.length > 0)
    throw new ImageError("BUNDLE_FOREIGN", `the ${role}'s bundle would hold ${foreign.join(", ")}`);
  return outputFiles[0]!.contents;
}

const nativeModulesPlugin: Plugin = {
  name: "native modules",
  setup(builder) {
    for (const [specifier, code] of Object.entries(nativeModules)) {
      const filter = new RegExp(`^${specifier.replaceAll("/", "\\/")}$`);
      builder.onResolve({ filter }, () => ({ path: specifier, namespace: "native-module" }));
      builder.onLoad({ filter, namespace: "native-module" }, () => ({
        contents: code,
        loader: "js",
        resolveDir: join(imageRoot, ".."),
      }));
    }
  },
};
