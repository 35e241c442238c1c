// Over WebSocket these never come here: `../../websocket` takes them.
import { refusal } from "../../answer.ts";
import type { MethodRule } from "../rule.ts";

const answer = refusal("WEBSOCKET_REQUIRED");

const refuse: MethodRule = () => answer;

export const subscriptionMethods: readonly (readonly [string, MethodRule])[] = [
  ["eth_subscribe", refuse],
  ["eth_unsubscribe", refuse],
];
