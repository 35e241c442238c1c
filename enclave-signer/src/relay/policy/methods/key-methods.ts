// Methods that need a user's key. An answer of an upstream would come from *its* keys.
import { refusal } from "../../answer.ts";
import type { MethodRule } from "../rule.ts";

const answer = refusal(
  "METHOD_NOT_FOUND",
  "this endpoint holds no keys of users: sign in the wallet, then send eth_sendRawTransaction",
);

const refuse: MethodRule = () => answer;

export const keyMethods: readonly (readonly [string, MethodRule])[] = [
  ["eth_coinbase", refuse],
  ["eth_sendTransaction", refuse],
  ["eth_sign", refuse],
  ["eth_signTransaction", refuse],
  ["eth_signTypedData", refuse],
  ["eth_signTypedData_v3", refuse],
  ["eth_signTypedData_v4", refuse],
];
