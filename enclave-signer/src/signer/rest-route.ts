// How the REST APIs answer: JSON where a client asks for it, bare text where it doesn't, and errors as newer releases of Web3Signer write them.

import type { Route, SignerAnswer, SignerRequest } from "./door/route.ts";
import { KeyError, type KeyErrorCode } from "./keys/key-error.ts";
import { Refusal } from "./refusal.ts";

const jsonType = "application/json; charset=utf-8";

export const jsonAnswer = (status: number, value: unknown): SignerAnswer => ({
  status,
  contentType: jsonType,
  body: JSON.stringify(value),
});

export const textAnswer = (body: string): SignerAnswer => ({
  status: 200,
  contentType: "text/plain; charset=utf-8",
  body,
});

/** JSON when an entry of `Accept` is `application/json` or any type; without `Accept`, as Teku and Prysm send, text. */
export const wantsJson = (accept = ""): boolean =>
  accept.split(",").some((entry) => {
    const [type = ""] = entry.split(";", 1);
    return ["application/json", "*/*"].includes(type.trim().toLowerCase());
  });

/** @param thrown What is no `Refusal` and no `KeyError` is our own fault, and says nothing of itself. */
export function refusalAnswer(thrown: unknown): SignerAnswer {
  if (thrown instanceof KeyError)
    return jsonAnswer(statusOf(thrown.code), { message: thrown.message, code: thrown.code });
  const refusal = thrown instanceof Refusal ? thrown : new Refusal("INTERNAL");
  return jsonAnswer(refusal.entry.http, { message: refusal.message, code: refusal.code });
}

function statusOf(code: KeyErrorCode): number {
  if (code === "KEY_NOT_HERE") return 404;
  return code.startsWith("KEY_STORE_") ? 500 : 400;
}

export type Answering = {
  readonly methods: readonly string[];
  readonly path: string | ((path: string) => boolean);
  readonly answer: (request: SignerRequest) => Promise<SignerAnswer> | SignerAnswer;
};

/** A route that takes its path with any method, and turns each refusal into an answer. */
export function restRoute({ methods, path, answer }: Answering): Route {
  return {
    takes: (_method, asked) => (typeof path === "string" ? asked === path : path(asked)),
    async answer(request) {
      try {
        if (!methods.includes(request.method)) throw new Refusal("METHOD_NOT_ALLOWED");
        return await answer(request);
      } catch (thrown) {
        return refusalAnswer(thrown);
      }
    },
  };
}
