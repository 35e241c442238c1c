// The tip of a chain as its clients see it: what they were shown does not go back, whichever upstream answers. The rules are in `head.ts`.
import { InkanError } from "@inkan/link";
import type { Answer, Call } from "../call.ts";
import { readQuantity, readQuantityMember } from "./answer.ts";
import { type Head, type HeadRules, highest, looked, noHead, showing } from "./head.ts";
import { atHead, type HealthRules, isBelievable } from "./health.ts";
import { neededBlock } from "./method.ts";
import type { UpstreamNode } from "./node.ts";

export type Tip = {
  head(): Head;
  /** The highest head that was shown; before that, the highest that is known. */
  newest(): bigint | undefined;
  /** A client is shown this head. One that no majority of the upstreams is near counts for nothing. */
  show(block: bigint): void;
  /** The upstreams were polled. @returns Whether the chain itself went back. */
  look(): boolean;
  /**
   * What becomes of an upstream's answer: itself; for `eth_blockNumber` what was shown already, if that is higher; `undefined` where
   * another upstream may know a newer block.
   *
   * @param isLast Nobody else can be asked.
   * @throws {InkanError} `UPSTREAM_ANSWER_INVALID`: no number, or one that can't be believed.
   */
  pass(call: Call, node: UpstreamNode, answer: Answer, isLast: boolean): Answer | undefined;
};

export type TipParts = {
  readonly nodes: readonly UpstreamNode[];
  readonly rules: HeadRules;
  readonly healthRules: HealthRules;
  readonly monotonicMs: () => number;
};

export function openTip({ nodes, rules, healthRules, monotonicMs }: TipParts): Tip {
  let head: Head = noHead;
  let shownAtMs = monotonicMs();

  const healths = () => nodes.map((node) => node.health());
  const believed = () =>
    healths().flatMap(({ head: known, leads, state }) =>
      known === undefined || leads || state !== "healthy" ? [] : [known],
    );
  const believable = (block: bigint) => isBelievable(block, healths(), healthRules);
  const show = (block: bigint) => {
    if (!believable(block)) return;
    const before = head.shown;
    head = showing(head, block);
    if (head.shown !== before) shownAtMs = monotonicMs();
  };
  const isOld = (block: bigint) => head.shown !== undefined && block < head.shown;

  const shownBefore = (): Answer => ({
    kind: "result",
    text: encoder.encode(`"0x${head.shown!.toString(16)}"`),
    source: "cache",
    level: "relayed",
    block: head.shown,
    ageMs: monotonicMs() - shownAtMs,
  });

  function passNumber(node: UpstreamNode, answer: Answer): Answer {
    const number = readQuantity(answer.text);
    if (number === undefined || !believable(number))
      throw new InkanError("UPSTREAM_ANSWER_INVALID", "the upstream's answer was not valid: it is no believable head");
    node.learn((health) => atHead(health, number));
    if (isOld(number)) return shownBefore();
    show(number);
    return { ...answer, block: number };
  }

  function passBlock(call: Call, answer: Answer, isLast: boolean): Answer | undefined {
    const number = readQuantityMember(answer.text, "number");
    if (number === undefined || !believable(number)) return answer;
    if (isOld(number)) return isLast ? answer : undefined;
    if (isLatest(call)) show(number);
    return answer;
  }

  return {
    head: () => head,
    newest: () => head.shown ?? highest(believed()),
    show,
    look() {
      const before = head.falls;
      head = looked(head, believed(), monotonicMs(), rules);
      return head.falls !== before;
    },
    pass(call, node, answer, isLast) {
      if (answer.kind !== "result") return answer;
      if (call.method === "eth_blockNumber") return passNumber(node, answer);
      if (call.method === "eth_getBlockByNumber" && neededBlock(call) === "latest")
        return passBlock(call, answer, isLast);
      return answer;
    },
  };
}

const encoder = new TextEncoder();

/** `pending` is one block further, on some nodes. */
const isLatest = ({ params }: Call): boolean => Array.isArray(params) && params[0] === "latest";
