// The instance metadata service of EC2, version 2, for one role whose credentials a test chooses.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type InstanceMetadata = { readonly url: string; close(): Promise<void> };

/** @param token Empty for an identity that has none, which is no role of EC2's. */
export async function startInstanceMetadata(
  accessKeyId: string,
  secretAccessKey: string,
  token = "session",
): Promise<InstanceMetadata> {
  const path = "/latest/meta-data/iam/security-credentials/";
  const server = createServer((request, response) => {
    if (request.url === "/latest/api/token" && request.method === "PUT") return response.end("token");
    if (request.headers["x-aws-ec2-metadata-token"] !== "token") return response.writeHead(401).end();
    if (request.url === path) return response.end("signer");
    if (request.url !== `${path}signer`) return response.writeHead(404).end();
    const Expiration = new Date(Date.now() + 21_600_000).toISOString();
    return response.end(
      JSON.stringify({
        ...{
          Code: "Success",
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          Token: token,
          Expiration,
        },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
