// Where the development signer is reached: Web3Signer's port, unless something else listens there.
import { createServer } from "node:net";
import type { State } from "./state.ts";

export const web3signerPort = 9000;

/**
 * @param wanted What the command line says; `undefined`: the port of the first start, or Web3Signer's. A port that was not asked for is replaced
 * when it is taken.
 */
export async function signerPort(state: State, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) return wanted;
  const { port } = await state.once("signer-port.json", async () => ({ port: await freeOf(web3signerPort) }));
  const free = await freeOf(port);
  if (free !== port)
    console.error(
      `inkan: port ${port} is taken; the signer is at port ${free} for now (--signer-port chooses another)`,
    );
  return free;
}

const freeOf = async (port: number): Promise<number> => ((await canListen(port)) ?? (await canListen(0))) as number;

/** @returns The port that was bound; `undefined`: taken. */
function canListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const bound = (server.address() as { port: number }).port;
      server.close(() => resolve(bound));
    });
  });
}
