// Asks a running signer with an administrator's certificate: what commands that manage keys and their history stand on.
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { UsageError } from "./usage.ts";

/** For {@link openSignerClient}, among a command's own options. */
export const signerOptions = {
  url: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  ca: { type: "string" },
} as const;

export const signerOptionsHelp = `  --url URL    of the signer's door, https
  --cert FILE  an administrator's certificate (PEM)
  --key FILE   its key (PEM)
  --ca FILE    authorities that the signer's certificate must chain to (PEM; default: the system's)`;

const answerBytesMax = 134_217_728;
const deadlineMs = 300_000;

export type SignerClient = (method: "GET" | "POST", path: string, body?: Uint8Array) => Promise<string>;

export type SignerOptions = { readonly [name in keyof typeof signerOptions]?: string | undefined };

/**
 * @returns A function that resolves to the body of a 200.
 * @throws {UsageError} For options that are missing or name no file. The function throws `Error` with what the signer said otherwise.
 *
 * @example
 * const ask = openSignerClient({ url: "https://signer.example:9000", cert: "admin.pem", key: "admin-key.pem" });
 * await ask("GET", "/inkan/v1/slashing-protection/status");
 */
export function openSignerClient({ url, cert, key, ca }: SignerOptions): SignerClient {
  if (url === undefined || cert === undefined || key === undefined)
    throw new UsageError(`--url, --cert and --key are needed\n\n${signerOptionsHelp}`);
  const origin = URL.canParse(url) ? new URL(url) : undefined;
  if (origin?.protocol !== "https:") throw new UsageError(`--url must be an https URL, not '${url}'`);
  const identity = {
    cert: fileOf("cert", cert),
    key: fileOf("key", key),
    ...(ca === undefined ? {} : { ca: fileOf("ca", ca) }),
  };
  return (method, path, body) => exchange(new URL(path, origin), method, body, identity);
}

type Identity = { readonly cert: Buffer; readonly key: Buffer; readonly ca?: Buffer };

function exchange(url: URL, method: string, body: Uint8Array | undefined, identity: Identity): Promise<string> {
  const content =
    body === undefined ? {} : { "content-type": "application/json", "content-length": String(body.length) };
  const headers = { accept: "application/json", ...content };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers, ...identity, agent: false, signal: AbortSignal.timeout(deadlineMs) },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > answerBytesMax) response.destroy(new Error(`the answer exceeds ${answerBytesMax} bytes`));
          else chunks.push(chunk);
        });
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`the signer answered ${response.statusCode}: ${messageOf(text)}`));
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Goes to a terminal, and may come from whoever answers in the signer's place. */
function messageOf(text: string): string {
  return (messageMember(text) ?? text).slice(0, 500).replaceAll(/[^\x20-\x7e]/g, "?");
}

function messageMember(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

function fileOf(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new UsageError(`--${option}: '${path}' can't be read`);
  }
}
