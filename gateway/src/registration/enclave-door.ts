// Asks an enclave for its registration over the link: at its plain door where it has one, or at its clients' door, whose certificate is not looked
// at, since the document vouches for itself.
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type Address, connect, proxyHeader } from "@inkan/link";
import { registrationLimits } from "./limits.ts";

export type EnclaveDoor =
  | { readonly http: Address }
  | { readonly tls: Address; readonly serverName: string | undefined };

const path = "/attestation/registration";

/**
 * @returns The body of a 200.
 * @throws {Error} When nobody answers, in time and within bounds. Its text is for nobody.
 */
export async function askForRegistration(door: EnclaveDoor): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(registrationLimits.enclaveDeadlineMs);
  const socket = await connect("http" in door ? door.http : door.tls, {
    deadlineMs: registrationLimits.enclaveDeadlineMs,
  });
  socket.on("error", () => socket.destroy());
  try {
    const stream = "http" in door ? socket : await secured(socket, door.serverName, signal);
    return await answerOn(stream, signal);
  } finally {
    socket.destroy();
  }
}

async function secured(socket: Socket, servername: string | undefined, signal: AbortSignal): Promise<Socket> {
  socket.write(proxyHeader(randomBytes(16)));
  const secure = connectTls({ socket, rejectUnauthorized: false, ...(servername === undefined ? {} : { servername }) });
  await new Promise<void>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("late")), { once: true });
    secure
      .once("secureConnect", resolve)
      .once("error", reject)
      .once("close", () => reject(new Error("closed")));
  });
  return secure.on("error", () => secure.destroy());
}

function answerOn(socket: Socket, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const asked = request({
      path,
      headers: { host: "localhost", connection: "close" },
      createConnection: () => socket,
      signal,
      maxHeaderSize: 16_384,
    });
    asked.once("error", reject).once("close", () => reject(new Error("closed")));
    asked.once("response", (answer) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      answer.on("error", reject);
      answer.on("data", (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > registrationLimits.answerBytesMax) answer.destroy(new Error("too large"));
        else pieces.push(piece);
      });
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(new Uint8Array(Buffer.concat(pieces)));
        else reject(new Error("refused"));
      });
    });
    asked.end();
  });
}
