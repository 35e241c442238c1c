// An upstream that says what a real node said when execution-apis' round trips were recorded; or says it badly, late or not at all.
import { orderless, type RecordedFile, readExecutionApis } from "./execution-apis.ts";
import {
  httpAnswer,
  type ScriptedReply,
  type ScriptedRequest,
  type ScriptedUpstream,
  startScriptedUpstream,
} from "./scripted-upstream.ts";

export { type ScriptedUpstream, startScriptedUpstream } from "./scripted-upstream.ts";

export type ReplayFaults = {
  /** Every answer comes so much later. */
  readonly slowMs?: number;
  /** What becomes of answers to anything but `eth_chainId`, `eth_blockNumber` and the finalized block. */
  readonly fault?: "dead" | "hang" | "garbage" | "wrong id" | "html" | "huge" | "cut";
  /** Blocks that `eth_blockNumber` is behind the recorded one. */
  readonly lag?: number;
};

export type ReplayUpstream = ScriptedUpstream & {
  /** Where several files recorded different answers to one request, this file's are given. */
  prefer(file: RecordedFile): void;
  /** Requests that no file has. */
  unmatched(): readonly string[];
};

/** @throws {Error} The folder is not there. */
export async function startReplayUpstream(faults: ReplayFaults = {}): Promise<ReplayUpstream> {
  const recorded = readExecutionApis();
  const answers = new Map<string, string>();
  const unmatched: string[] = [];
  const learn = (file: RecordedFile) => {
    for (const { method, params, response } of file.trips) answers.set(keyOf(method, params), memberText(response));
  };
  for (const file of recorded.files) learn(file);

  const reply = (request: ScriptedRequest): ScriptedReply => {
    const member = answers.get(keyOf(request.method, request.params ?? []));
    if (request.method === "eth_chainId") return { result: `"0x${recorded.chainId.toString(16)}"` };
    if (member === undefined) {
      if (!isProbe(request)) unmatched.push(JSON.stringify(request));
      return { error: '{"code":-32601,"message":"not recorded"}' };
    }
    if (request.method === "eth_blockNumber" && faults.lag !== undefined) {
      const head = BigInt((JSON.parse(`{${member}}`) as { result: string }).result) - BigInt(faults.lag);
      return { result: `"0x${head.toString(16)}"` };
    }
    const text = `{"jsonrpc":"2.0","id":${JSON.stringify(request.id)},${member}}`;
    return faults.fault === undefined || isProbe(request) ? { status: 200, body: text } : broken(faults.fault, text);
  };
  const upstream = await startScriptedUpstream(async (request) => {
    if (faults.slowMs !== undefined) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
    return reply(request);
  });
  if (faults.fault === "dead") await upstream.close();
  return { ...upstream, prefer: learn, unmatched: () => unmatched };
}

const keyOf = (method: string, params: unknown) => `${method} ${orderless(params)}`;

function memberText(response: RecordedFile["trips"][number]["response"]): string {
  const name = "result" in response ? "result" : "error";
  return `"${name}":${JSON.stringify(response[name])}`;
}

const isProbe = ({ method, params }: ScriptedRequest) =>
  method === "eth_blockNumber" || (method === "eth_getBlockByNumber" && orderless(params) === '["finalized",false]');

function broken(fault: NonNullable<ReplayFaults["fault"]>, text: string): ScriptedReply {
  switch (fault) {
    case "dead":
      return "cut";
    case "hang":
      return "hang";
    case "garbage":
      return { raw: "\u0000\u0001garbage\r\n\r\n" };
    case "wrong id":
      return { status: 200, body: text.replace(/"id":[^,]+/, '"id":"2"') };
    case "html":
      return { status: 200, body: "<!doctype html><title>welcome</title>" };
    case "huge":
      return { status: 200, body: text.replace(/}$/, `,"padding":"${"0".repeat(64 << 20)}"}`) };
    case "cut":
      return { raw: httpAnswer(200, text).slice(0, -1), cut: true };
  }
}
