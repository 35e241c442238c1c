// Somebody on the way who can't read what passes, since TLS does not end here: cuts it, withholds it, or sends it again.
import net from "node:net";

/** `lose-answers`: what the client asks arrives, and what is answered behind the handshake does not. */
export type Meddling = "none" | "cut" | "lose-answers" | "cut-answers" | "hold";

export type MeddlingProxy = {
  readonly port: number;
  /** @param after So many further connections pass as they are: each request of the enclave has one of its own. */
  meddle(how: Meddling, after?: number): void;
  /** What clients sent on each connection so far. */
  readonly sent: readonly Buffer[];
  /** Sends recorded bytes again, and waits until the server ends that. */
  replay(bytes: Buffer): Promise<void>;
  /** Lets what is held go on. */
  release(): void;
  close(): Promise<void>;
};

export async function startMeddlingProxy(target: number): Promise<MeddlingProxy> {
  const sockets = new Set<net.Socket>();
  const sent: Buffer[] = [];
  const held: (() => void)[] = [];
  let meddling: Meddling = "none";
  let passing = 0;
  const server = net.createServer((client) => {
    const how = passing-- > 0 ? "none" : meddling;
    if (how === "cut") return void client.destroy();
    const onward = net.connect(target, "127.0.0.1");
    const at = sent.push(Buffer.alloc(0)) - 1;
    /** The server has spoken, and the client after it: the handshake is over, the request is on its way. */
    let [serverSpoke, isAsked, passed] = [false, false, 0];
    client.on("data", (bytes) => {
      isAsked ||= serverSpoke;
      sent[at] = Buffer.concat([sent[at]!, bytes]);
      if (how === "hold" && isAsked) held.push(() => onward.write(bytes));
      else onward.write(bytes);
    });
    onward.on("data", (bytes) => {
      serverSpoke = true;
      if (!isAsked || how === "none" || how === "hold") return void client.write(bytes);
      if (how === "cut-answers") {
        client.write(bytes.subarray(0, Math.max(0, 700 - passed)));
        passed += bytes.length;
        if (passed > 700) client.destroy();
      }
    });
    for (const [from, to] of [
      [client, onward],
      [onward, client],
    ] as const) {
      sockets.add(from);
      from
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(from);
          // A request that is held arrives though nobody waits for it any more.
          if (!(from === client && how === "hold")) to.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    meddle(how, after = 0) {
      meddling = how;
      passing = after;
    },
    sent,
    replay: (bytes) =>
      new Promise((resolve) => {
        const onward = net.connect(target, "127.0.0.1", () => onward.write(bytes));
        onward.on("error", () => {}).on("close", () => resolve());
        onward.on("data", () => {});
        onward.setTimeout(2_000, () => onward.destroy());
      }),
    release() {
      for (const go of held.splice(0)) go();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
