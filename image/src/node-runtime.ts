// Node and the C libraries that it is linked against: the binary of the npm package without its symbols, Debian's libraries as they are.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.ts";
import type { Entry } from "./cpio.ts";
import { fetchInput } from "./fetch-input.ts";
import { type InputName, inputs } from "./inputs.ts";
import { tool, toolchain } from "./tool.ts";

/** `ldd node`, by package. */
const libraries: readonly { readonly input: InputName; readonly folder: string; readonly names: readonly string[] }[] =
  [
    {
      input: "libc",
      folder: "lib/x86_64-linux-gnu",
      names: ["libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0"],
    },
    { input: "libstdcxx", folder: "usr/lib/x86_64-linux-gnu", names: ["libstdc++.so.6"] },
    { input: "libgcc", folder: "lib/x86_64-linux-gnu", names: ["libgcc_s.so.1"] },
  ];
const loader = { input: "libc", file: "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" } as const;

export type NodeRuntime = {
  readonly entries: readonly Entry[];
  /** Folder with `node_api.h`. */
  readonly headers: string;
};

export async function nodeRuntime(): Promise<NodeRuntime> {
  const folder = await unpackNode();
  const file = (path: string, from: string): Entry => ({
    path,
    kind: "file",
    bytes: readFileSync(from),
    isExecutable: true,
  });
  const entries: Entry[] = [file("bin/node", join(folder, "bin/node"))];
  for (const { input, folder: inside, names } of libraries) {
    const unpacked = await unpackDeb(input);
    for (const name of names) entries.push(file(`lib/${name}`, join(unpacked, inside, name)));
  }
  entries.push(file("lib64/ld-linux-x86-64.so.2", join(await unpackDeb(loader.input), loader.file)));
  return { entries, headers: join(folder, "include/node") };
}

async function unpackNode(): Promise<string> {
  const { ld } = await toolchain();
  return cached("node", [inputs.node.sha256, ld, "1"], async (output) => {
    const archive = await fetchInput(inputs.node);
    await tool("tar", [
      "-xzf",
      archive,
      "-C",
      output,
      "--strip-components=1",
      "package/bin/node",
      "package/include/node",
    ]);
    await tool("strip", ["--strip-all", join(output, "bin/node")]);
  });
}

async function unpackDeb(name: InputName): Promise<string> {
  return cached(`deb-${name}`, [inputs[name].sha256], async (output) => {
    await tool("dpkg-deb", ["-x", await fetchInput(inputs[name]), output]);
  });
}
