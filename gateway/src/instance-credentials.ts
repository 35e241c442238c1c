// Credentials of this instance's role for the signer enclave, from the Instance Metadata Service, version 2 (AWS, EC2 User Guide, "Use IMDSv2"):
// a session token by PUT, then the role's name, then its credentials. The enclave has no route to the service, and needs nothing else of it.
import type { GatewayLimits } from "./limits.ts";

export type InstanceCredentials = {
  /** JSON for the enclave, of `docs/protocol/store.md`. Rejects when the service has none, or something else. */
  get(): Promise<Uint8Array>;
};

const rolePath = "/latest/meta-data/iam/security-credentials/";
const tokenField = "x-aws-ec2-metadata-token";

/**
 * @param endpoint `http://169.254.169.254`, or `http://[fd00:ec2::254]`.
 * @param nowMs Unix time.
 */
export function openInstanceCredentials(
  endpoint: string,
  limits: GatewayLimits,
  nowMs: () => number = Date.now,
): InstanceCredentials {
  let kept: { readonly body: Uint8Array; readonly renewAtMs: number } | undefined;
  let pending: Promise<Uint8Array> | undefined;

  const ask = async (method: "GET" | "PUT", path: string, headers: Readonly<Record<string, string>>) => {
    const answer = await fetch(new URL(path, endpoint), {
      ...{ method, headers, redirect: "error" },
      signal: AbortSignal.timeout(limits.instanceMetadataDeadlineMs),
    });
    if (answer.status !== 200) throw new Error(`the instance metadata service answered ${answer.status}`);
    return boundedText(answer, limits.instanceMetadataBytesMax);
  };

  const renew = async (): Promise<Uint8Array> => {
    const token = await ask("PUT", "/latest/api/token", { "x-aws-ec2-metadata-token-ttl-seconds": "60" });
    const field = { [tokenField]: token };
    const [role = ""] = (await ask("GET", rolePath, field)).trim().split("\n");
    const read = JSON.parse(await ask("GET", `${rolePath}${encodeURIComponent(role)}`, field)) as {
      readonly [name: string]: unknown;
    };
    if (read.Code !== "Success") throw new Error("the instance metadata service has no credentials of a role");
    const body = Buffer.from(
      JSON.stringify({
        accessKeyId: read.AccessKeyId,
        secretAccessKey: read.SecretAccessKey,
        sessionToken: read.Token,
        expiration: read.Expiration,
      }),
    );
    // The service renews them at least five minutes before they expire; asked once a minute at most, so that no enclave floods it.
    kept = { body, renewAtMs: nowMs() + limits.instanceCredentialsKeptMs };
    return body;
  };

  return {
    async get() {
      if (kept !== undefined && nowMs() < kept.renewAtMs) return kept.body;
      pending ??= renew().finally(() => {
        pending = undefined;
      });
      return pending;
    },
  };
}

async function boundedText(answer: Response, bytesMax: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    if (bytes > bytesMax) throw new Error("the instance metadata service answered at length");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
