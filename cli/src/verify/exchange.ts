// HTTP as a verifier needs it: one connection, bounded answers, and the key that ended TLS.
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { TLSSocket } from "node:tls";
import type { HttpExchange, ShownTls } from "@inkan/attestation";

const answerBytesMax = 4_194_304;
const answerMsMax = 20_000;

export type OpenExchange = HttpExchange & { close(): void };

/**
 * @param certificateAuthority PEM, accepted besides the system's. A certificate that no authority vouches for is not refused here: it is the
 * verdict's to say, and what protects is that the attestation document names the key.
 */
export function openExchange(certificateAuthority: string | undefined): OpenExchange {
  let shown: ShownTls | undefined;
  const plain = new HttpAgent({ keepAlive: true, maxSockets: 1 });
  const secure = new HttpsAgent({
    keepAlive: true,
    maxSockets: 1,
    rejectUnauthorized: false,
    ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
  });

  return {
    tls: () => shown,
    close() {
      plain.destroy();
      secure.destroy();
    },
    send: (method, url, headers, body) =>
      new Promise((resolve, reject) => {
        const https = url.protocol === "https:";
        const length: Record<string, string> =
          body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
        const options = { method, headers: { ...headers, ...length }, timeout: answerMsMax };
        const sent = https
          ? httpsRequest(url, { ...options, agent: secure })
          : httpRequest(url, { ...options, agent: plain });
        sent.on("timeout", () => sent.destroy(new Error(`no answer from ${url.origin} in ${answerMsMax / 1000} s`)));
        sent.on("error", reject);
        sent.on("response", (response) => {
          if (https) {
            const socket = response.socket as TLSSocket;
            const key = socket.getPeerX509Certificate()?.publicKey;
            if (key !== undefined)
              shown = {
                spki: new Uint8Array(key.export({ type: "spki", format: "der" })),
                authorized: socket.authorized,
                why: String(socket.authorizationError ?? ""),
              };
          }
          const chunks: Buffer[] = [];
          let bytes = 0;
          response.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > answerBytesMax)
              response.destroy(new Error(`more than ${answerBytesMax} bytes from ${url.origin}`));
            else chunks.push(chunk);
          });
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: pairs(response.headers),
              body: new Uint8Array(Buffer.concat(chunks)),
            }),
          );
        });
        sent.end(body);
      }),
  };
}

/** A field that came twice is one, joined: a proof's fields are refused for that. */
function pairs(headers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as [string, string]],
  );
}
