// A sequencer's machine and its signer: engine, shim, gateway's place, and the signer behind mutual TLS with op-signer's API on real keys.
import { type ShimTerms, startShim } from "../../cli/src/sequencer-shim/shim.ts";
import type { SequencerConfig } from "../../enclave-signer/src/enclave/signer-config.ts";
import { approvalsWithoutOperators } from "../../enclave-signer/src/signer/approvals/approvals.ts";
import { openKeyRing } from "../../enclave-signer/src/signer/keys/key-ring.ts";
import { openEvidenceRoute } from "../../enclave-signer/src/signer/op-signer/evidence-route.ts";
import { openOpSigner } from "../../enclave-signer/src/signer/op-signer/op-signer.ts";
import { openOpSignerRoute } from "../../enclave-signer/src/signer/op-signer/route.ts";
import { Secp256k1SigningKey } from "../../enclave-signer/src/signer/secp256k1.ts";
import { openSigner } from "../../enclave-signer/src/signer/sign.ts";
import { addresses, openNumbers, secrets } from "./op-signer.ts";
import { startScriptedEngine } from "./scripted-engine.ts";
import { startTestSigner } from "./signer.ts";
import { startTcpFront } from "./tcp-front.ts";

export type ShimEvent = Parameters<ShimTerms["tell"]>[0];

export async function startSequencer(config: Partial<SequencerConfig> = {}) {
  const keys = openKeyRing();
  for (const secret of secrets) {
    const signing = Secp256k1SigningKey.take(Buffer.from(secret, "hex"));
    keys.addAccount({ address: signing.address, group: undefined, signing });
  }
  const signer = await startTestSigner({
    config: {
      sequencers: [{ address: addresses[0], chainId: 901, mode: "payload", ...config }],
      transactions: [{ client: "vc", fromAddress: addresses[0], chainId: 901, maxValue: "1000" }],
    },
    parts({ config, clock }) {
      const opSigner = openOpSigner({
        ...{ config, keys, clock, version: "0.1.0", approvals: approvalsWithoutOperators },
        signer: openSigner({
          ...{ keys, signaturesWaitingMax: 8 },
          protection: { cover: () => undefined, decide: () => "new" },
        }),
        onTime: async () => {},
        windowsOf: () => openNumbers,
      });
      const routes = [openOpSignerRoute(opSigner), openEvidenceRoute(opSigner)];
      return { routes, hostRoutes: [], close: async () => {} };
    },
  });
  const engine = await startScriptedEngine();
  const front = await startTcpFront(signer.tls);
  const events: ShimEvent[] = [];
  const { cert, key } = signer.client;
  const shim = await startShim({
    ...{ host: "127.0.0.1", enginePort: 0, signerPort: 0, engine: engine.url },
    signer: new URL(`https://localhost:${front.port}/`),
    signerTls: { ca: signer.authority, cert, key },
    tell: (event) => events.push(event),
  });
  return {
    ...{ signer, engine, front, shim, events },
    address: addresses[0],
    chainId: 901,
    async close() {
      await shim.close();
      await front.close();
      await engine.close();
      await signer.close();
    },
  };
}
