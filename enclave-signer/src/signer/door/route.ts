// What a door gives to the APIs behind it, and what they give back.
import type { Operation } from "../../enclave/signer-config.ts";

/** A client as its certificate says; made by `permissions.ts`. */
export type Client = {
  /** Name of the first permission that matched: for metrics and for op-signer's policy. */
  readonly names: readonly string[];
  /** `key` is left out for what concerns no single key. */
  may(operation: Operation, key?: { readonly publicKey: string; readonly group?: string | undefined }): boolean;
};

export type SignerRequest = {
  readonly method: string;
  /** Without query, percent-encoding as it came. */
  readonly path: string;
  readonly query: string;
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
  /** For the bearer token of the key manager API alone. */
  readonly authorization: string | undefined;
  readonly body: Uint8Array;
  /** `undefined`: no certificate was given. */
  readonly client: Client | undefined;
};

export type SignerAnswer = {
  readonly status: number;
  /** Whole, with its charset where it has one. */
  readonly contentType: string;
  readonly body: string | Uint8Array;
};

/** One API. The first whose `takes` says yes answers; a thrown `Refusal` becomes what the API's own clients read. */
export type Route = {
  takes(method: string, path: string): boolean;
  answer(request: SignerRequest): Promise<SignerAnswer> | SignerAnswer;
};
