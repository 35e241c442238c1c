// One signer's door over mutual TLS, asked as a validator client or as an administrator; which name its certificate must have is told apart from
// where it listens, since a clone listens elsewhere.
import { Agent, request } from "node:https";
import { isIP } from "node:net";
import { parseJson } from "@inkan/attestation";
import { memberOf, textOf } from "../keys/list.ts";

export type DoorTerms = {
  readonly host: string;
  readonly port: number;
  /** Of the signer's certificate. */
  readonly serverName: string;
  /** PEM; `undefined`: the system's authorities. */
  readonly ca: string | undefined;
  readonly cert: string;
  readonly key: string;
  /** Bearer token of the key manager API, for administrators. */
  readonly token?: string | undefined;
};

export type DoorAnswer = {
  readonly status: number;
  readonly body: unknown;
  /** Refusal code of the body; empty when there is none. */
  readonly code: string;
  readonly ms: number;
};

export type Door = {
  /** @throws When there is no answer at all. */
  ask(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<DoorAnswer>;
  close(): void;
};

const answerBytesMax = 67_108_864;
const deadlineMs = 30_000;

export function openDoor({ host, port, serverName, ca, cert, key, token }: DoorTerms): Door {
  const agent = new Agent({
    ...{ keepAlive: true, maxSockets: 4, cert, key },
    ...(ca === undefined ? {} : { ca }),
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
  });
  return {
    async ask(method, path, body) {
      const text = body === undefined ? "" : JSON.stringify(body);
      const headers = {
        accept: "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(text === ""
          ? {}
          : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) }),
      };
      const startedAt = performance.now();
      const { status, bytes } = await exchange({ host, port, path, method, headers, agent }, text);
      const parsed = bytes.length === 0 ? undefined : parsedOrText(bytes);
      return { status, body: parsed, code: codeOf(parsed), ms: performance.now() - startedAt };
    },
    close: () => agent.destroy(),
  };
}

function exchange(options: object, body: string): Promise<{ status: number; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, signal: AbortSignal.timeout(deadlineMs) }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > answerBytesMax) response.destroy(new Error("the signer's answer is too large"));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(chunks) }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function parsedOrText(bytes: Buffer): unknown {
  try {
    return parseJson(bytes, { depthMax: 16, bytesMax: answerBytesMax });
  } catch {
    return bytes.toString("utf8");
  }
}

function codeOf(body: unknown): string {
  const code = textOf(body, "code");
  return /^[A-Z0-9_]{1,64}$/.test(code) ? code : textOf(memberOf(body, "error"), "code");
}
