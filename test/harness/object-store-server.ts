// A real server of S3's protocol on loopback: versitygw (Apache-2.0), which has versions, Object Lock, conditional writes and bucket owners. It is
// compiled from the Go module proxy once, and kept below ~/.cache/inkan by its version. TLS as an enclave wants it.
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { awsRequestHandler } from "../../enclave-signer/src/enclave/aws/request-handler.ts";
import { startParentEgress } from "./parent-egress.ts";
import { tlsServerIdentity } from "./tls-server-identity.ts";

const version = "v1.8.0";
const region = "eu-test-1";
const startDeadlineMs = 60_000;

export type ServerAccount = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** The account whose buckets the logs are in, and one that has nothing to do with them. Their key ids are their account ids. */
export const owner: ServerAccount = { accessKeyId: "111122223333", secretAccessKey: "secret-of-the-owner" };
export const stranger: ServerAccount = { accessKeyId: "444455556666", secretAccessKey: "secret-of-a-stranger" };
/** The signer's role. */
export const role: ServerAccount = {
  accessKeyId: "AKIASIGNERSROLE00000",
  secretAccessKey: "wJalrXUtnFEMIK7MDENGbPxRfiCY",
};

export type ObjectStoreServer = {
  readonly endpoint: string;
  readonly region: string;
  /** PEM. */
  readonly root: string;
  readonly port: number;
  /** A client with an honest way to the server. */
  clientOf(account: ServerAccount): S3Client;
  /** Stops the program; {@link ObjectStoreServer.start} goes on with what is on its disk. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** What is on the disk of a stopped server. */
  save(): string;
  restore(saved: string): void;
  close(): Promise<void>;
};

/** @returns The program, or why there is none: what a test says that it skips for. */
export async function objectStoreProgram(): Promise<{ readonly path: string } | { readonly missing: string }> {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "inkan");
  const path = join(folder, `versitygw-${version}`);
  if (existsSync(path)) return { path };
  mkdirSync(folder, { recursive: true });
  const building = mkdtempSync(join(folder, "building-"));
  try {
    await promisify(execFile)("nice", ["go", "install", `github.com/versity/versitygw/cmd/versitygw@${version}`], {
      env: { ...process.env, GOBIN: building, GOFLAGS: "-trimpath", CGO_ENABLED: "0" },
      maxBuffer: 2 ** 26,
    });
    renameSync(join(building, "versitygw"), path);
    return { path };
  } catch (thrown) {
    return {
      missing: `needs go and its module proxy for versitygw ${version}: ${(thrown as Error).message.slice(0, 300)}`,
    };
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

export type BucketMaking = {
  readonly lock?: boolean;
  readonly retention?: { readonly Mode: "COMPLIANCE" | "GOVERNANCE"; readonly Days: number } | null;
};

/** By default as `docs/protocol/window-log.md` wants it, but for the policy: it allows the role, the owner and the stranger everything. */
export async function makeWindowBucket(
  by: S3Client,
  Bucket: string,
  { lock = true, retention = { Mode: "COMPLIANCE", Days: windowRetentionDays } }: BucketMaking = {},
): Promise<void> {
  await by.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: lock }));
  if (lock && retention !== null)
    await by.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: retention } },
      }),
    );
  const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
  const AWS = [role, owner, stranger].map(({ accessKeyId }) => accessKeyId);
  const Statement = [{ Effect: "Allow", Principal: { AWS }, Action: "s3:*", Resource }];
  await by.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }));
}

export const windowRetentionDays = 400;

const running = new Set<() => void>();
process.once("exit", () => {
  for (const kill of running) kill();
});

/** @param host By which an enclave knows it; only `localhost` leads there without an egress of the test's own. */
export async function startObjectStoreServer(program: string, host = "s3.test"): Promise<ObjectStoreServer> {
  const root = mkdtempSync(join(tmpdir(), "inkan-s3-"));
  const at = (name: string) => join(root, name);
  for (const name of ["disk", "disk/data", "disk/versions", "iam"]) mkdirSync(at(name));
  const identity = await tlsServerIdentity(host);
  writeFileSync(at("cert.pem"), identity.cert);
  writeFileSync(at("key.pem"), identity.key, { mode: 0o600 });
  const accounts = [
    [owner, "userplus"],
    [stranger, "userplus"],
    [role, "user"],
  ] as const;
  writeFileSync(
    at("iam/users.json"),
    JSON.stringify({
      accessAccounts: Object.fromEntries(
        accounts.map(([{ accessKeyId, secretAccessKey }, kind]) => [
          accessKeyId,
          { access: accessKeyId, secret: secretAccessKey, role: kind, userID: 0, groupID: 0, projectID: 0 },
        ]),
      ),
    }),
  );
  const port = await freePort();
  const egress = await startParentEgress(() => port);
  let child: ReturnType<typeof spawn> | undefined;
  const kill = () => void child?.kill("SIGKILL");
  running.add(kill);

  async function start(): Promise<void> {
    const flags = {
      port: `127.0.0.1:${port}`,
      cert: at("cert.pem"),
      key: at("key.pem"),
      access: "root",
      secret: "root-of-the-server",
      region,
      "iam-dir": at("iam"),
    };
    const options = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const args = [...options, "--quiet", "posix", "--versioning-dir", at("disk/versions"), at("disk/data")];
    let said = "";
    child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (text: Buffer) => {
        said = `${said}${text}`.slice(-2_000);
      });
    for (const until = performance.now() + startDeadlineMs; !(await isListening(port)); await delay(50))
      if (child.exitCode !== null || performance.now() > until) throw new Error(`versitygw did not start: ${said}`);
  }

  async function stop(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  }

  await start();
  const endpoint = `https://${host}${host === "localhost" ? `:${port}` : ""}`;
  return {
    ...{ endpoint, region, root: identity.root, port, start, stop },
    clientOf: (credentials) =>
      new S3Client({
        ...{ region, endpoint, credentials, forcePathStyle: true },
        requestHandler: awsRequestHandler({
          ...{ egress: egress.address, endpoint },
          trust: { roots: [identity.root], pins: [] },
        }),
      }),
    save() {
      const saved = mkdtempSync(at("saved-"));
      // With its extended attributes: what the server knows of an object stands there.
      copy(at("disk"), saved);
      return saved;
    },
    restore(saved) {
      rmSync(at("disk"), { recursive: true });
      copy(join(saved, "disk"), root);
    },
    async close() {
      await stop();
      running.delete(kill);
      await egress.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Keeps extended attributes, which Node's own copying does not. */
function copy(from: string, into: string): void {
  execFileSync("cp", ["-a", from, into]);
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
