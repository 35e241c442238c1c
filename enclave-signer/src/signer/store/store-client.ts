// The store at the other end of the link, as `docs/protocol/store.md` has it. Nothing that it says is believed here but for its form;
// who wrote the bytes is judged by whoever asked for them.
import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import type { Duplex } from "node:stream";
import { type Address, connect } from "@inkan/link";
import { type StoreLimits, storeLimits } from "./limits.ts";
import type { Store } from "./store.ts";
import { StoreError } from "./store-error.ts";

export type StoreClient = Store & { close(): void };

type Question = {
  readonly method: "GET" | "PUT";
  readonly path: string;
  readonly body?: Uint8Array;
  readonly once?: true;
};
type Answer = { readonly status: number; readonly body: Uint8Array };

const namePattern = /^[a-z0-9-]{1,128}$/;

/**
 * Connects on demand; nothing is awaited before the first call.
 *
 * @example
 * const store = openStoreClient(parseAddress("unix:/run/inkan/store.sock"));
 * await store.appendRecord("windows-default", 0, record); // "written", or "taken" when record 0 is there already
 */
export function openStoreClient(address: Address, limits: StoreLimits = storeLimits): StoreClient {
  // Only reads share connections: one that closes just then is read again, and a write never meets such a connection.
  const reading = agentOf(address, limits, true);
  const writing = agentOf(address, limits, false);

  const read = async (path: string, bytesMax: number): Promise<Uint8Array | undefined> => {
    const question = { method: "GET", path } as const;
    const { status, body } = await ask(reading, question, bytesMax, limits).catch((thrown: StoreError) => {
      if (thrown.code === "STORE_LOST") return ask(writing, question, bytesMax, limits);
      throw thrown;
    });
    if (status === 404) return undefined;
    if (status !== 200) throw new StoreError("STORE_REFUSED", `status ${status}`);
    return body;
  };
  const write = async (question: Question): Promise<number> => (await ask(writing, question, 0, limits)).status;

  return {
    readSealed: async (name) => read(`/sealed/${nameOf(name)}`, limits.sealedBytesMax),
    async writeSealed(name, body) {
      if (body.length > limits.sealedBytesMax) throw new RangeError("more than a sealed object may have");
      const status = await write({ method: "PUT", path: `/sealed/${nameOf(name)}`, body });
      if (status !== 204) throw new StoreError("STORE_REFUSED", `status ${status}`);
    },
    async appendRecord(log, n, body) {
      if (body.length > limits.recordBytesMax) throw new RangeError("more than a record may have");
      const status = await write({ method: "PUT", path: recordPath(log, n), body, once: true });
      if (status === 201) return "written";
      if (status === 412) return "taken";
      throw new StoreError("STORE_REFUSED", `status ${status}`);
    },
    readRecord: async (log, n) => read(recordPath(log, n), limits.recordBytesMax),
    readCredentials: () => read("/credentials", limits.credentialsBytesMax),
    async sendWindowRecord(chainId, contract, body) {
      if (body.length > limits.callBytesMax) throw new RangeError("more than a call may have");
      const status = await write({ method: "PUT", path: `/windows/${chainId}/${contract.toLowerCase()}`, body });
      if (status === 202) return "sent";
      if (status === 409) return "refused";
      throw new StoreError("STORE_REFUSED", `status ${status}`);
    },
    close() {
      reading.destroy();
      writing.destroy();
    },
  };
}

function agentOf(address: Address, limits: StoreLimits, keepAlive: boolean): Agent {
  const agent = new Agent({ keepAlive, maxSockets: limits.connectionsMax });
  agent.createConnection = (_, created) => {
    connect(address, { deadlineMs: limits.connectDeadlineMs }).then(
      (socket) => created?.(null, socket),
      (cause: unknown) =>
        created?.(new StoreError("STORE_UNREACHABLE", undefined, { cause }), undefined as unknown as Duplex),
    );
    return undefined;
  };
  return agent;
}

/** One exchange. @throws {StoreError} */
function ask(agent: Agent, question: Question, bytesMax: number, limits: StoreLimits): Promise<Answer> {
  const { method, path, body, once } = question;
  const options: RequestOptions = {
    ...{ agent, method, path, maxHeaderSize: limits.answerHeadBytesMax },
    host: "store",
    headers: {
      ...(body !== undefined && { "content-length": body.length }),
      ...(once && { "if-none-match": "*" }),
    },
  };
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown) => {
      clearTimeout(timer);
      reject(asStoreError(thrown));
      sent.destroy();
    };
    const sent = request(options, (answer) => {
      // A refused write is known by its status; its text is nobody's business.
      receive(answer, answer.statusCode === 200 ? bytesMax : limits.answerHeadBytesMax).then((received) => {
        clearTimeout(timer);
        resolve({ status: answer.statusCode ?? 0, body: received });
      }, fail);
    });
    const timer = setTimeout(() => fail(new StoreError("STORE_LOST", "no answer in time")), limits.answerDeadlineMs);
    sent.on("error", fail).end(body);
  });
}

/** Whole, of the length that the head named; chunks of unknown sum are none of the protocol's answers. */
async function receive(answer: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const { "content-length": length, "transfer-encoding": chunked } = answer.headers;
  const bytes = answer.statusCode === 204 ? 0 : Number(length);
  const isLength = answer.statusCode === 204 || /^\d{1,12}$/.test(length ?? "");
  if (!isLength || chunked !== undefined || bytes > bytesMax)
    throw new StoreError("STORE_ANSWER_INVALID", "no length, or one that is too great");
  const pieces: Uint8Array[] = [];
  for await (const piece of answer) pieces.push(piece as Uint8Array);
  const body = Buffer.concat(pieces);
  if (body.length !== bytes) throw new StoreError("STORE_LOST", "the answer was cut");
  return body;
}

function asStoreError(thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const code = String((thrown as { code?: unknown } | null)?.code);
  // `HPE_*`: Node's parser could not read it as HTTP.
  return new StoreError(code.startsWith("HPE_") ? "STORE_ANSWER_INVALID" : "STORE_LOST", undefined, { cause: thrown });
}

function nameOf(name: string): string {
  if (!namePattern.test(name)) throw new RangeError("a name has 1 to 128 of a-z, 0-9 and -");
  return name;
}

function recordPath(log: string, n: number): string {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError("records are numbered from 0");
  return `/log/${nameOf(log)}/${n}`;
}
