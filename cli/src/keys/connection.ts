// One signer, asked over its key manager API: the bearer token besides the certificate, JSON both ways.
import { parseJson } from "@inkan/attestation";
import { openSignerClient, readText, signerOptions, signerOptionsHelp } from "../signer-client.ts";
import { UsageError } from "../usage.ts";

export const connectionOptions = { ...signerOptions, "token-file": { type: "string" } } as const;

export const connectionHelp = `${signerOptionsHelp}
  --token-file FILE  the bearer token of the key manager API`;

type ConnectionValues = { readonly [name in keyof typeof connectionOptions]?: string | undefined };

export type Connection = {
  /** @returns The answer's body, parsed. @throws With the signer's message when the status is not 200. */
  ask(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<unknown>;
  close(): void;
};

const answerBytesMax = 67_108_864;

/** @throws {UsageError} When an option is missing, or a file can't be read. */
export function openConnection({ "token-file": tokenFile, ...values }: ConnectionValues): Connection {
  if (tokenFile === undefined) throw new UsageError(`--token-file is needed\n\n${connectionHelp}`);
  const signer = openSignerClient(values, readText("token-file", tokenFile).trim());
  return {
    async ask(method, path, body) {
      const answer = await signer.ask(method, path, body === undefined ? undefined : JSON.stringify(body));
      return parseJson(answer, { depthMax: 8, bytesMax: answerBytesMax });
    },
    close: signer.close,
  };
}
