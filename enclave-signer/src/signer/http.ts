// Where the gateway's HTTP arrives: `/health` and `/attestation`. A request has no body here, and of its fields `Accept` alone is read.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Address, asInkanError, errorObjectText, InkanError, type Listener, listen } from "@inkan/link";
import { attestationAnswer } from "../enclave/attest/answer.ts";
import type { Enclave } from "../enclave/boot.ts";
import type { SignerConfig } from "../enclave/config.ts";
import { enclaveLimits } from "../enclave/limits.ts";

type Answer = { readonly contentType: string; readonly body: Uint8Array };

/** @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED`. */
export async function openSignerDoor(enclave: Enclave<SignerConfig>, address: Address): Promise<Listener> {
  const server = createServer(
    { maxHeaderSize: enclaveLimits.signerHeaderBytesMax, connectionsCheckingInterval: 1_000 },
    async (request, response) => {
      try {
        send(response, 200, await answer(enclave, request));
      } catch (thrown) {
        const error = asInkanError(thrown);
        send(response, error.entry.http, {
          contentType: "application/json",
          body: Buffer.from(`{"error":${errorObjectText(error)}}`),
        });
      }
    },
  );
  server.headersTimeout = enclaveLimits.signerRequestDeadlineMs;
  server.requestTimeout = enclaveLimits.signerRequestDeadlineMs;
  return listen(address, (socket) => server.emit("connection", socket), {
    connectionsMax: enclaveLimits.signerConnectionsMax,
  });
}

async function answer({ attester }: Enclave<SignerConfig>, request: IncomingMessage): Promise<Answer> {
  const [path, query = ""] = (request.url ?? "").split("?", 2);
  if (request.method !== "GET") throw new InkanError("HTTP_METHOD_NOT_ALLOWED", "use GET");
  if (path === "/health") return { contentType: "application/json", body: Buffer.from('{"status":"ok"}') };
  if (path === "/attestation") return attestationAnswer(attester, "host", query, request.headers.accept);
  throw new InkanError("NOT_FOUND");
}

/** A body that came with the request is not read: the connection ends instead. */
function send(response: ServerResponse, status: number, { contentType, body }: Answer): void {
  const fields = { "content-type": contentType, "content-length": body.length, "cache-control": "no-store" };
  const hasBody =
    response.req.headers["content-length"] !== undefined || response.req.headers["transfer-encoding"] !== undefined;
  response.writeHead(status, hasBody ? { ...fields, connection: "close" } : fields).end(body);
}
