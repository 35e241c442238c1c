// Both doors of the shim on one memory of payloads.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createEngineProxy, type EngineEvent } from "./engine-proxy.ts";
import { openUpstream } from "./exchange.ts";
import { type ShimLimits, shimLimits } from "./limits.ts";
import { openPayloads } from "./payloads.ts";
import { createSignerProxy, type SignerEvent } from "./signer-proxy.ts";

type Pem = { readonly ca: string; readonly cert: string; readonly key: string };

export type ShimTerms = {
  /** Interface of both doors. */
  readonly host: string;
  /** Port 0 takes any. */
  readonly enginePort: number;
  readonly signerPort: number;
  /** The execution engine's authenticated RPC. */
  readonly engine: URL;
  /** Inkan, and the client's certificate for it. */
  readonly signer: URL;
  readonly signerTls: Partial<Pem>;
  /** Mutual TLS towards op-node; `undefined`: plain HTTP. */
  readonly doorTls?: Pem | undefined;
  readonly tell: (event: EngineEvent | SignerEvent) => void;
  readonly limits?: ShimLimits;
};

export type Shim = { readonly enginePort: number; readonly signerPort: number; close(): Promise<void> };

export async function startShim(terms: ShimTerms): Promise<Shim> {
  const { limits = shimLimits, tell } = terms;
  const { messageBytesMax, engineDeadlineMs, signerDeadlineMs } = limits;
  const payloads = openPayloads(limits);
  const engine = openUpstream({ url: terms.engine, deadlineMs: engineDeadlineMs, messageBytesMax });
  const signer = openUpstream({
    ...{ url: terms.signer, deadlineMs: signerDeadlineMs, messageBytesMax, tls: terms.signerTls },
  });
  const engineDoor = createEngineProxy({ engine, payloads, limits, tell });
  const signerDoor = createSignerProxy({ signer, payloads, limits, tell, tls: terms.doorTls });
  const close = async () => {
    await Promise.all([engineDoor, signerDoor].map(shut));
    engine.close();
    signer.close();
  };
  try {
    const [enginePort, signerPort] = [
      await open(engineDoor, terms.enginePort, terms.host),
      await open(signerDoor, terms.signerPort, terms.host),
    ];
    return { enginePort, signerPort, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

const open = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
