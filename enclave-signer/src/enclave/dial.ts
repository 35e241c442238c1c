// A stream to an upstream: through the parent's egress, and for `https:` and `wss:` inside TLS that ends here. The parent resolves
// the name and may connect us to anything; nothing but the certificate says who is at the other end.
import { createHash, X509Certificate } from "node:crypto";
import net from "node:net";
import tls from "node:tls";
import { type Address, InkanError, openTunnel } from "@inkan/link";
import type { UpstreamTrust } from "./config-members.ts";

export type DialTerms = { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined };

/** Opens one stream to the host of `url`, ready for HTTP/1.1. The caller puts on an `error` listener at once. */
export type Dial = (url: string, terms: DialTerms) => Promise<net.Socket>;

/**
 * How streams to one upstream are opened.
 *
 * The certificate must be valid for the URL's host and lead to the bundled roots of Node (those of the image; the environment adds none) or, when
 * the upstream's configuration has `roots`, to these alone. With `pins`, its own SubjectPublicKeyInfo must be among them besides: the
 * leaf's, because Node's view of the chain may hold certificates that the peer merely sent along.
 *
 * @returns Rejects with `UPSTREAM_UNAVAILABLE`: no request was written yet.
 *
 * @example
 * const dial = dialer(enclave.egress, chain.upstreams[0]);
 * const socket = await dial("https://eth.example/rpc", { deadlineMs: 5_000 });
 */
export function dialer(egress: Address, upstream: UpstreamTrust): Dial {
  let context: tls.SecureContext | undefined;
  return async (url, terms) => {
    const target = targetOf(url);
    const startedMs = performance.now();
    try {
      const stream = await openTunnel(egress, target, terms);
      if (!target.secure) return stream;
      context ??= secureContext(upstream.roots);
      const deadlineMs = terms.deadlineMs - (performance.now() - startedMs);
      return await secure(stream, {
        host: target.host,
        context,
        pins: upstream.pins,
        deadlineMs,
        signal: terms.signal,
      });
    } catch (cause) {
      throw new InkanError("UPSTREAM_UNAVAILABLE", undefined, { cause });
    }
  };
}

type DialTarget = { readonly host: string; readonly port: number; readonly secure: boolean };

/** Host (IPv6 without brackets) and port of an upstream's URL: what the egress has to allow. */
export function targetOf(url: string): DialTarget {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === "https:" || protocol === "wss:";
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return { host, port: port === "" ? (secure ? 443 : 80) : Number(port), secure };
}

let bundledRoots: tls.SecureContext | undefined;

function secureContext(roots: readonly string[]): tls.SecureContext {
  if (roots.length > 0) return tls.createSecureContext({ ca: [...roots], minVersion: "TLSv1.2" });
  // Named, so that neither NODE_EXTRA_CA_CERTS nor the system's store adds to them; parsed once, since there are 140.
  bundledRoots ??= tls.createSecureContext({ ca: [...tls.rootCertificates], minVersion: "TLSv1.2" });
  return bundledRoots;
}

type SecureTerms = {
  readonly host: string;
  readonly context: tls.SecureContext;
  readonly pins: readonly string[];
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
};

function secure(stream: net.Socket, terms: SecureTerms): Promise<tls.TLSSocket> {
  const { host, context, pins, deadlineMs, signal } = terms;
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: stream,
      host,
      // RFC 6066 section 3: no address in SNI.
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      secureContext: context,
      minVersion: "TLSv1.2",
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
      checkServerIdentity: (_name, certificate) =>
        tls.checkServerIdentity(host, certificate) ?? checkPins(certificate.raw, pins),
    });
    const timer = setTimeout(() => fail(new Error("the TLS handshake was late")), Math.max(1, deadlineMs));
    const fail = (error: Error) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      socket.on("error", () => {}).destroy();
      reject(error);
    };
    const onAbort = () => fail(new Error("cancelled"));
    const onClose = () => fail(new Error("closed during the TLS handshake"));

    if (signal?.aborted) return onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.once("error", fail).once("close", onClose);
    socket.once("secureConnect", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      socket.off("error", fail).off("close", onClose);
      resolve(socket);
    });
  });
}

function checkPins(certificate: Uint8Array, pins: readonly string[]): Error | undefined {
  if (pins.length === 0) return undefined;
  const spki = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  const digest = createHash("sha256").update(spki).digest("hex");
  return pins.includes(digest) ? undefined : new Error("the certificate's key is not pinned");
}
