// `inkan stop`: asks a signer, over the link, to write its release and end. For the parent's own hand: units and pods call it before they
// end the enclave.
import { request } from "node:http";
import { asInkanError, connect, parseAddress, permitVsockFor } from "@inkan/link";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan stop --signer-http ADDRESS

Asks a running signer to release its windows and end. It answers at once, and ends within seconds.
  --signer-http ADDRESS  where the signer takes plain HTTP (unix:/path, vsock:cid:port, hybrid:/path:port)`;

const deadlineMs = 10_000;

/** @returns 0: the signer is stopping. 1: it did not answer, or did not want to. */
export async function stop(args: string[]): Promise<number> {
  const { values } = parse(args, { "signer-http": { type: "string" } }, help);
  if (values["signer-http"] === undefined) throw new UsageError(`--signer-http is missing\n\n${help}`);
  const address = addressOf(values["signer-http"]);
  permitVsockFor([address]);
  const status = await post(address);
  if (status === 202) return 0;
  console.error(`inkan stop: the signer answered ${status}`);
  return 1;
}

function addressOf(text: string): ReturnType<typeof parseAddress> {
  try {
    return parseAddress(text);
  } catch (thrown) {
    throw new UsageError(`--signer-http: ${asInkanError(thrown).message}\n\n${help}`);
  }
}

async function post(address: ReturnType<typeof parseAddress>): Promise<number> {
  const socket = await connect(address, { deadlineMs });
  try {
    return await new Promise<number>((resolve, reject) => {
      const asked = request({
        ...{ createConnection: () => socket, method: "POST", path: "/stop", headers: { host: "signer" } },
        signal: AbortSignal.timeout(deadlineMs),
      });
      asked.on("response", (answer) => resolve(answer.resume().statusCode ?? 0)).on("error", reject);
      asked.end();
    });
  } finally {
    socket.destroy();
  }
}
