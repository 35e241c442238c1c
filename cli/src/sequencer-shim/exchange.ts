// One HTTP exchange on the way through: what arrived is sent on with the fields that matter, and its answer comes back whole.
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest } from "node:https";

export type Message = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Uint8Array };

export type Upstream = {
  /** @throws When it can't be reached, is late, or answers more than the limit. */
  send(method: string, path: string, headers: Record<string, string>, body: Uint8Array): Promise<Message>;
  close(): void;
};

export type UpstreamTerms = {
  readonly url: URL;
  readonly deadlineMs: number;
  readonly messageBytesMax: number;
  /** For https: authority, own certificate and its key, PEM. */
  readonly tls?: Pick<AgentOptions, "ca" | "cert" | "key">;
};

/** Keeps connections alive. Never sends a request twice: who asked decides that. */
export function openUpstream({ url, deadlineMs, messageBytesMax, tls = {} }: UpstreamTerms): Upstream {
  const isHttps = url.protocol === "https:";
  const agent = isHttps ? new HttpsAgent({ keepAlive: true, ...tls }) : new HttpAgent({ keepAlive: true });
  return {
    send: (method, path, headers, body) =>
      new Promise((resolve, reject) => {
        const options = {
          agent,
          method,
          // Besides `url`, so that no path of a client's makes another host of it.
          path,
          headers: { ...headers, "content-length": String(body.length) },
          signal: AbortSignal.timeout(deadlineMs),
        };
        const sent = (isHttps ? httpsRequest : httpRequest)(url, options, (answer) => {
          bodyOf(answer, messageBytesMax).then(
            (received) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: received }),
            reject,
          );
        });
        sent.on("error", reject).end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** @throws {RangeError} Past the limit; the rest is not read. */
export async function bodyOf(message: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of message as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > bytesMax) throw new RangeError(`more than ${bytesMax} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
