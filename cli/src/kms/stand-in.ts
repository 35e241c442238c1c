// `inkan kms stand-in`: a KMS for development, on loopback, with one key whose policy a file has.
import { createHash } from "node:crypto";
import { simulatedRoot } from "@inkan/enclave-signer";
import { standInKeyArn, standInRole, startKmsStandIn } from "../kms-stand-in/stand-in.ts";
import { parse, portOf, UsageError } from "../usage.ts";
import { textOf } from "./measurements.ts";

const help = `usage: inkan kms stand-in --port N --nsm DIR --id NAME --policy FILE --secret FILE

A stand-in for AWS KMS: its protocol, its judgement of documents and policies, its answers, without AWS. IT PROTECTS NOTHING: whoever runs it has the key,
which is derived from the secret file. Its key is ${standInKeyArn("NAME")}.

  --port N                  on 127.0.0.1
  --nsm DIR                 of the simulated NSM whose documents are believed
  --id NAME                 of the key
  --policy FILE             its policy; 'inkan kms render' writes one, for role ${standInRole}
  --secret FILE             what the key's material is derived from; keep it, or what was sealed is lost
  --access-key ID           of the role (default AKIASTANDINSTANDIN); its secret key is standInStandInStandIn`;

export const standInAccessKey = { id: "AKIASTANDINSTANDIN", secret: "standInStandInStandIn" } as const;

export async function standIn(args: string[]): Promise<number> {
  const text = { type: "string" } as const;
  const { values } = parse(
    args,
    { port: text, nsm: text, id: text, policy: text, secret: text, "access-key": text },
    help,
  );
  const { port, nsm, id, policy, secret, "access-key": accessKey = standInAccessKey.id } = values;
  if (port === undefined || nsm === undefined || id === undefined || policy === undefined || secret === undefined)
    throw new UsageError(help);
  const running = await startKmsStandIn({
    port: portOf("port", port),
    roots: [await simulatedRoot(nsm)],
    identities: new Map([[accessKey, { secretAccessKey: standInAccessKey.secret, principal: standInRole }]]),
  });
  const material = createHash("sha256")
    .update(`inkan-kms-stand-in-1\n${id}\n`)
    .update(await textOf(secret))
    .digest();
  const arn = running.createKey(await textOf(policy), material, id);
  console.log(`STAND-IN for AWS KMS, which protects nothing: http://127.0.0.1:${running.port}, key ${arn}`);
  await new Promise<void>((ended) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended());
  });
  await running.close();
  return 0;
}
