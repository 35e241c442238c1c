// Asks a running signer with an administrator's certificate: what commands that manage keys and their history stand on.
import { readFileSync } from "node:fs";
import { Agent, type RequestOptions, request } from "node:https";
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
/** A full chunk of keystores takes the signer about a second each. */
const deadlineMs = 300_000;

export type SignerClient = {
  /** @returns The body of a 200. @throws {Error} With what the signer said otherwise. */
  ask(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: Uint8Array | string): Promise<string>;
  close(): void;
};

export type SignerOptions = { readonly [name in keyof typeof signerOptions]?: string | undefined };

/**
 * One connection, kept alive between calls.
 *
 * @param token Bearer token of the key manager API, for its paths.
 * @throws {UsageError} For options that are missing or name no file.
 *
 * @example
 * const signer = openSignerClient({ url: "https://signer.example:9000", cert: "admin.pem", key: "admin-key.pem" });
 * await signer.ask("GET", "/inkan/v1/slashing-protection/status");
 */
export function openSignerClient({ url, cert, key, ca }: SignerOptions, token?: string): SignerClient {
  if (url === undefined || cert === undefined || key === undefined)
    throw new UsageError(`--url, --cert and --key are needed\n\n${signerOptionsHelp}`);
  const origin = URL.canParse(url) ? new URL(url) : undefined;
  if (origin?.protocol !== "https:") throw new UsageError(`--url must be an https URL, not '${url}'`);
  const agent = new Agent({
    ...{ keepAlive: true, maxSockets: 1 },
    ...{ cert: readText("cert", cert), key: readText("key", key) },
    ...(ca === undefined ? {} : { ca: readText("ca", ca) }),
  });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    async ask(method, path, body) {
      const content =
        body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) };
      const headers = { accept: "application/json", ...authorization, ...content };
      const { status, text } = await exchange(new URL(path, origin), { method, headers, agent }, body);
      if (status === 200) return text;
      throw new Error(`the signer answered ${status}: ${messageOf(text)}`);
    },
    close: () => agent.destroy(),
  };
}

function exchange(
  url: URL,
  options: RequestOptions,
  body: Uint8Array | string | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, signal: AbortSignal.timeout(deadlineMs) }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > answerBytesMax) response.destroy(new Error("the signer's answer is too large"));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
    });
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

/** Reads a file that an option names. @throws {UsageError} */
export function readText(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`--${option}: cannot read '${path}'`);
  }
}
