// From a stranger's bytes to the measured text: the parent hands over the configuration, and the enclave takes nothing of it that it
// doesn't understand. What is measured is the whole meaning: defaults written out, canonical (RFC 8785).
import { createHash } from "node:crypto";
import { canonicalJson, JsonError, type JsonValue, parseJson } from "@inkan/attestation";
import type { z } from "zod";
import { BootError } from "./boot-error.ts";
import { type Config, configSchema } from "./config.ts";
import { configProblems } from "./config-rules.ts";
import { enclaveLimits } from "./limits.ts";

export type ReadConfig<C extends Config = Config> = {
  readonly config: C;
  /** Canonical JSON: its SHA-384 is what PCR16 is extended with. */
  readonly configText: string;
  /** SHA-384 of the text's UTF-8 bytes. */
  readonly configDigest: Uint8Array;
};

export type ConfigOf<R extends Config["role"]> = Extract<Config, { role: R }>;

/**
 * @param bytes JSON as the parent gave it; members in any order, defaults left out.
 * @throws {BootError} `CONFIG_TOO_LARGE`, `CONFIG_NOT_JSON`, `CONFIG_INVALID` (the message names the path of each bad member),
 * `CONFIG_WRONG_ROLE`.
 */
export function readConfig<R extends Config["role"]>(bytes: Uint8Array, role: R): ReadConfig<ConfigOf<R>> {
  const result = configSchema.safeParse(parsed(bytes));
  if (!result.success) throw invalid(result.error.issues.flatMap(problemsOf));
  const config = result.data;
  if (config.role !== role) throw new BootError("CONFIG_WRONG_ROLE", `it says ${config.role}, this is the ${role}`);
  const problems = configProblems(config);
  if (problems.length > 0) throw invalid(problems);
  const configText = canonicalJson(config as JsonValue);
  const configDigest = new Uint8Array(createHash("sha384").update(configText, "utf8").digest());
  return { config: config as ConfigOf<R>, configText, configDigest };
}

function parsed(bytes: Uint8Array): JsonValue {
  const { configBytesMax, configDepthMax } = enclaveLimits;
  if (bytes.length > configBytesMax)
    throw new BootError("CONFIG_TOO_LARGE", `${bytes.length} bytes, limit ${configBytesMax}`);
  try {
    return parseJson(bytes, { bytesMax: configBytesMax, depthMax: configDepthMax });
  } catch (thrown) {
    if (thrown instanceof JsonError) throw new BootError("CONFIG_NOT_JSON", `${thrown.code}, ${thrown.message}`);
    throw thrown;
  }
}

/** What is wrong, and where: `chains[0].upstreams[1].url`. */
export type ConfigProblem = { readonly path: string; readonly message: string };

function problemsOf(issue: z.core.$ZodIssue): ConfigProblem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: "unknown member" }));
  return [{ path: pathText(issue.path), message: issue.message }];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}${text === "" ? "" : "."}${String(step)}`),
    "",
  );
}

function invalid(problems: readonly ConfigProblem[]): BootError {
  const shown = problems.slice(0, enclaveLimits.configProblemsMax);
  const rest = problems.length - shown.length;
  const text = shown.map(({ path, message }) => `${path === "" ? "(the whole)" : path}: ${message}`).join("; ");
  return new BootError("CONFIG_INVALID", rest === 0 ? text : `${text}; and ${rest} more`);
}
