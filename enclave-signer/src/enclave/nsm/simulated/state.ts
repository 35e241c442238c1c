// What the simulated hypervisor keeps in its directory, shared by all enclaves of one machine: the root's key and certificate, and the
// identity of the instance. Several processes may start at once: whoever links a file first wins, and the others read it.
import { createPrivateKey, createPublicKey, randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { machineUnixMs } from "../../clock.ts";
import { Secret } from "../../secret.ts";
import * as x509 from "../../x509.ts";
import { generateKeys, type Issued, issueRoot } from "./pki.ts";

export type SimulatedState = {
  readonly root: Issued;
  readonly instanceId: string;
  /** What its sealing keys are derived from. On a machine without hardware nothing keeps it from whoever reads the directory. */
  readonly deviceSecret: Secret;
};

/** Reads the directory, and makes what is missing in it. */
export async function openState(directory: string): Promise<SimulatedState> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const keyPem = await once(join(directory, "root-key.pem"), 0o600, async () =>
    generateKeys().privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  );
  const privateKey = createPrivateKey(keyPem);
  const keys = { privateKey, publicKey: createPublicKey(privateKey) };
  const certificatePem = await once(
    join(directory, "root.pem"),
    0o644,
    async () => `${(await issueRoot(keys, machineUnixMs())).toString("pem")}\n`,
  );
  const instanceId = await once(
    join(directory, "instance-id"),
    0o644,
    async () => `i-0${randomBytes(8).toString("hex")}`,
  );
  const deviceSecret = Secret.take(
    Buffer.from(
      await once(join(directory, "device-secret"), 0o600, async () => randomBytes(32).toString("hex")),
      "hex",
    ),
  );
  return { root: { keys, certificate: new x509.X509Certificate(certificatePem) }, instanceId, deviceSecret };
}

/** The content of the file, which `make` gives if there is none yet. */
async function once(path: string, mode: number, make: () => Promise<string>): Promise<string> {
  const present = await readIfPresent(path);
  if (present !== undefined) return present;
  const mine = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    await writeFile(mine, await make(), { mode, flag: "wx" });
    await chmod(mine, mode); // whatever the umask
    await link(mine, path).catch(unlessPresent);
  } finally {
    await rm(mine, { force: true });
  }
  return readFile(path, "utf8");
}

const readIfPresent = (path: string) =>
  readFile(path, "utf8").catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ENOENT") throw thrown;
    return undefined;
  });

function unlessPresent(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== "EEXIST") throw thrown;
}
