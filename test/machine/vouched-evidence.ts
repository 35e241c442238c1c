// QEMU's device measures, but it has no key: where a hypervisor signs, it writes zeros. Here the test signs in its place, under its own root, exactly what
// the device said, so that a verifier can judge all the rest of it too: before the verifier, or (`nsm-signer.patch`) before the enclave itself.
import { createServer, type Server } from "node:net";
import { attestationLimits, type CborValue, decodeCbor } from "@inkan/attestation";
import { attestationDocument } from "../../enclave-signer/src/enclave/nsm/simulated/document.ts";
import { chainSource } from "../../enclave-signer/src/enclave/nsm/simulated/pki.ts";
import { openState } from "../../enclave-signer/src/enclave/nsm/simulated/state.ts";

export type Voucher = {
  /** The same document, signed. */
  vouch(document: Uint8Array): Promise<Uint8Array>;
  /** A `fetch` that does so to the evidence of an endpoint. */
  readonly fetch: typeof fetch;
};

/**
 * @param directory Of a simulated NSM: its root is the one to accept.
 * @param timeOf What the hypervisor says instead of a time; `undefined`: nothing that could be a document.
 */
export async function openVoucher(
  directory: string,
  timeOf: (timestampMs: number) => number | undefined = (timestampMs) => timestampMs,
): Promise<Voucher> {
  const { root } = await openState(directory);
  const chainAt = chainSource(root, ["local-1.voucher", "zonal.local-1.voucher", "i-0.local-1.voucher", "enc.voucher"]);

  const vouch = async (document: Uint8Array) => {
    const payload = payloadOf(document);
    const timestampMs = timeOf(Number(payload.get("timestamp")));
    if (timestampMs === undefined) return Uint8Array.of(0);
    return attestationDocument({
      moduleId: payload.get("module_id") as string,
      timestampMs,
      pcrs: payload.get("pcrs") as ReadonlyMap<number, Uint8Array>,
      ...bytesOf(payload, "public_key", "publicKey"),
      ...bytesOf(payload, "user_data", "userData"),
      ...bytesOf(payload, "nonce", "nonce"),
      chain: await chainAt(timestampMs),
    });
  };
  return {
    vouch,
    async fetch(input, init) {
      const answer = await fetch(input, init);
      if (!new URL(input instanceof Request ? input.url : input).pathname.endsWith("/attestation")) return answer;
      const evidence = (await answer.json()) as { document: string };
      const document = Buffer.from(await vouch(Buffer.from(evidence.document, "base64"))).toString("base64");
      return new Response(JSON.stringify({ ...evidence, document }), {
        status: answer.status,
        headers: { "content-type": "application/json" },
      });
    },
  };
}

const lengthBytes = 4;

/** The key of the machine's hypervisor: for each document a connection, on which it comes and goes back behind 32 bits of length. */
export function startNsmSigner({ vouch }: Voucher, path: string): Promise<Server> {
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket
      .on("error", () => {})
      .on("data", (bytes: Buffer) => {
        received = Buffer.concat([received, bytes]);
        if (received.length < lengthBytes || received.length < lengthBytes + received.readUInt32BE()) return;
        vouch(received.subarray(lengthBytes)).then(
          (signed) => {
            const head = Buffer.alloc(lengthBytes);
            head.writeUInt32BE(signed.length);
            socket.end(Buffer.concat([head, signed]));
          },
          () => socket.destroy(),
        );
      });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, () => resolve(server));
  });
}

/** PCRs of a document as they stand in it, whoever signed it or did not. */
export const pcrsOf = (document: Uint8Array) => payloadOf(document).get("pcrs") as ReadonlyMap<number, Uint8Array>;

function payloadOf(document: Uint8Array): ReadonlyMap<string, CborValue> {
  const [, , payload] = decodeCbor(document, attestationLimits) as readonly [unknown, unknown, Uint8Array, unknown];
  return decodeCbor(payload, attestationLimits, { indefiniteTopMap: true }) as ReadonlyMap<string, CborValue>;
}

function bytesOf(payload: ReadonlyMap<string, CborValue>, field: string, name: "publicKey" | "userData" | "nonce") {
  const value = payload.get(field);
  return value instanceof Uint8Array ? { [name]: value } : {};
}
