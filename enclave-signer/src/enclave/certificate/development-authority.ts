// The certificate authority of kind `development`: a POST of the PKCS #10 request, DER, answered by PEM. Reached as all else is,
// through the egress.
import { request } from "node:http";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Address, openTunnel } from "@inkan/link";
import { BootError } from "../boot-error.ts";
import { enclaveLimits } from "../limits.ts";

/**
 * @param url Where the authority listens.
 * @returns What it answered, not checked.
 * @throws {BootError} `CERTIFICATE_UNAVAILABLE`; {@link InkanError} of the egress.
 */
export async function askDevelopmentAuthority(url: URL, signingRequest: Uint8Array, egress: Address): Promise<string> {
  const deadlineMs = enclaveLimits.certificateDeadlineMs;
  const signal = AbortSignal.timeout(deadlineMs);
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  const tunnel = await openTunnel(egress, { host, port }, { deadlineMs, signal });
  const socket = secure ? connectTls({ socket: tunnel, servername: host }) : tunnel;
  try {
    return await post(url, signingRequest, socket, signal);
  } catch (cause) {
    if (cause instanceof BootError) throw cause;
    throw new BootError("CERTIFICATE_UNAVAILABLE", "the exchange failed", { cause });
  } finally {
    socket.destroy();
    tunnel.destroy();
  }
}

function post(url: URL, body: Uint8Array, socket: Socket, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const exchange = request(
      {
        method: "POST",
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, "content-type": "application/pkcs10", "content-length": body.length },
        createConnection: () => socket,
        signal,
      },
      (answer) => {
        let text = "";
        answer.setEncoding("latin1");
        answer.on("data", (part: string) => {
          text += part;
          if (text.length > enclaveLimits.certificateAnswerBytesMax)
            answer.destroy(new BootError("CERTIFICATE_UNAVAILABLE", "the answer is too large"));
        });
        answer.on("error", reject);
        answer.on("end", () => {
          if (answer.statusCode === 200) resolve(text);
          else
            reject(new BootError("CERTIFICATE_UNAVAILABLE", `the authority answered with status ${answer.statusCode}`));
        });
      },
    );
    exchange.on("error", reject);
    exchange.end(body);
  });
}
