// `inkan kms render`: the key policy, to standard output.
import { renderKeyPolicy } from "@inkan/attestation/key-policy";
import { parse, UsageError } from "../usage.ts";
import { measurementHelp, measurementOptions, readMeasurements } from "./measurements.ts";

const help = `usage: inkan kms render --role-arn ARN --administrator ARN --pcrs FILE --config FILE [options]

Writes the policy of a signer's KMS key: a Deny for each of PCR0, 1, 2, 16 (and 8 of a signed image) whatever else allows, a Deny for every way around
attestation (ReEncrypt, CreateGrant, Encrypt, ReplicateKey, ImportKeyMaterial and others), and what the enclave and the administrators may do.

${measurementHelp}
  --role-arn ARN            role of the instances that run the signer
  --administrator ARN       who may see, disable and delete the key, and change this policy; may be repeated. The account's root stands for
                            everybody whom the account's own policies let
  --immutable               nobody may change the policy, ever: a new image needs a new key. KMS takes such a policy only with
                            --bypass-policy-lockout-safety-check`;

export async function render(args: string[]): Promise<number> {
  const { values } = parse(
    args,
    {
      ...measurementOptions,
      "role-arn": { type: "string" },
      administrator: { type: "string", multiple: true, default: [] as string[] },
      immutable: { type: "boolean", default: false },
    },
    help,
  );
  const { "role-arn": role, administrator: administrators, immutable } = values;
  if (role === undefined || administrators.length === 0)
    throw new UsageError(`give --role-arn and --administrator\n\n${help}`);
  const measurements = await readMeasurements(values);
  console.log(JSON.stringify(renderKeyPolicy({ role, administrators, immutable, measurements }), null, 2));
  return 0;
}
