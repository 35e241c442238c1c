// The configuration in an enclave: it has no files of its parent and no arguments, so the parent serves the bytes over the link, once, as
// `docs/protocol/configuration.md` has it. Nothing is believed here but their number: `readConfig` judges them, and PCR16 says what they were.
import { Agent, type IncomingMessage, request } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { type Address, backoffMs, connect } from "@inkan/link";
import { BootError } from "./boot-error.ts";
import { type EnclaveLimits, enclaveLimits } from "./limits.ts";

export const configPath = "/configuration";

/**
 * Asks the parent until somebody is there, and then takes the one answer that comes: an answer that is cut, late or too long ends the boot.
 *
 * @param address Of the parent, from the measured image: `vsock:3:PORT` on AWS.
 * @returns At most `configBytesMax` bytes; of what, nobody has looked.
 * @throws {BootError} `CONFIG_UNAVAILABLE`, `CONFIG_TOO_LARGE`.
 *
 * @example
 * const { config } = readConfig(await fetchConfig(parseAddress("vsock:3:7000")), "relay");
 */
export async function fetchConfig(address: Address, limits: EnclaveLimits = enclaveLimits): Promise<Uint8Array> {
  const socket = await connected(address, limits);
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(unavailable("no whole answer in time")), limits.configAnswerDeadlineMs);
  try {
    return await ask(socket, ending.signal, limits);
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

/** The parent may start its gateway after the enclave. Nobody was asked anything while nobody is there. */
async function connected(address: Address, limits: EnclaveLimits): Promise<Duplex> {
  const end = performance.now() + limits.configWaitMsMax;
  for (let attempt = 0; ; attempt++) {
    try {
      const socket = await connect(address, { deadlineMs: limits.configConnectDeadlineMs });
      return socket.on("error", () => {});
    } catch (cause) {
      if (performance.now() > end) throw unavailable("nobody serves it", cause);
      await delay(backoffMs(attempt, () => 1));
    }
  }
}

function ask(socket: Duplex, signal: AbortSignal, limits: EnclaveLimits): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false });
    agent.createConnection = () => socket;
    const fail = (thrown: unknown) =>
      reject(thrown instanceof BootError ? thrown : unavailable("the answer is cut or not HTTP", thrown));
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    request({ agent, path: configPath, host: "parent", maxHeaderSize: limits.configHeadBytesMax }, (answer) =>
      receive(answer, limits).then(resolve, fail),
    )
      .on("upgrade", () => fail(unavailable("status 101")))
      .on("error", fail)
      .end();
  });
}

/** Whole, of the length that its head named. */
async function receive(answer: IncomingMessage, { configBytesMax }: EnclaveLimits): Promise<Uint8Array> {
  if (answer.statusCode !== 200) throw unavailable(`status ${answer.statusCode}`);
  const { "content-length": length, "transfer-encoding": coding } = answer.headers;
  if (coding !== undefined || !/^\d{1,12}$/.test(length ?? "")) throw unavailable("an answer without a length");
  if (Number(length) > configBytesMax)
    throw new BootError("CONFIG_TOO_LARGE", `${length} bytes, limit ${configBytesMax}`);
  const pieces: Uint8Array[] = [];
  for await (const piece of answer) pieces.push(piece as Uint8Array);
  const bytes = Buffer.concat(pieces);
  if (bytes.length !== Number(length)) throw unavailable("the answer is cut");
  return bytes;
}

function unavailable(detail: string, cause?: unknown): BootError {
  return new BootError("CONFIG_UNAVAILABLE", detail, { cause });
}
