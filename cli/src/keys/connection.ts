// One signer, asked as its administrator: mutual TLS and the bearer token of the key manager API.
import { readFileSync } from "node:fs";
import { Agent, type RequestOptions, request } from "node:https";
import { parseJson } from "@inkan/attestation";
import { UsageError } from "../usage.ts";

export const connectionOptions = {
  url: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  ca: { type: "string" },
  "token-file": { type: "string" },
} as const;

export const connectionHelp = `  --url URL           the signer's door, https://
  --cert, --key FILE  the administrator's certificate and key, PEM
  --ca FILE           what the signer's certificate leads to; left out: the system's
  --token-file FILE   the bearer token of the key manager API`;

type ConnectionValues = { readonly [name in keyof typeof connectionOptions]?: string | undefined };

export type Connection = {
  /** @returns The answer's body, parsed. @throws With the signer's message when the status is not 200. */
  ask(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<unknown>;
  close(): void;
};

const answerBytesMax = 67_108_864;
/** A full chunk of keystores takes the signer about a second each. */
const deadlineMs = 300_000;

/** @throws {UsageError} When an option is missing, or a file can't be read. */
export function openConnection(values: ConnectionValues): Connection {
  const { url, cert, key, "token-file": tokenFile } = values;
  if (url === undefined || cert === undefined || key === undefined || tokenFile === undefined)
    throw new UsageError("--url, --cert, --key and --token-file are needed");
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") throw new UsageError("--url must be https://");
  const token = readText("token-file", tokenFile).trim();
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    cert: readText("cert", cert),
    key: readText("key", key),
    ...(values.ca === undefined ? {} : { ca: readText("ca", values.ca) }),
  });
  return {
    async ask(method, path, body) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token}`,
        accept: "application/json",
        ...(text === undefined
          ? {}
          : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
      };
      const { status, answer } = await exchange(new URL(path, url), { method, headers, agent }, text);
      const parsed = parseJson(answer, { depthMax: 8, bytesMax: answerBytesMax });
      if (status === 200) return parsed;
      throw new Error(`the signer answered ${status}: ${messageOf(parsed)}`);
    },
    close: () => agent.destroy(),
  };
}

/** Reads a file that an option names. @throws {UsageError} */
export function readText(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`--${option}: cannot read '${path}'`);
  }
}

const messageOf = (parsed: unknown): string =>
  typeof parsed === "object" && parsed !== null && "message" in parsed ? String(parsed.message) : "no reason given";

function exchange(
  url: URL,
  options: RequestOptions,
  body: string | undefined,
): Promise<{ status: number; answer: Uint8Array }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const sent = request(url, { ...options, signal }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > answerBytesMax) sent.destroy(new Error("the signer's answer is too large"));
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, answer: Buffer.concat(chunks) }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
