// AWS KMS for the enclave: AWS's own client, over TLS that ends here. Each answer with a secret in it is for an RSA key that was made for this
// request, and that the request's attestation document carries: the parent, whose credentials are used, sees nothing, and an answer to another
// request opens with no key that there is.
import {
  DecryptCommand,
  DescribeKeyCommand,
  GenerateDataKeyCommand,
  GenerateRandomCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListGrantsCommand,
  type RecipientInfo,
} from "@aws-sdk/client-kms";
import type { LiveKey } from "@inkan/attestation/key-policy";
import type { Address } from "@inkan/link";
import { AwsError } from "../aws/aws-error.ts";
import type { CredentialsProvider } from "../aws/credentials.ts";
import { type AwsLimits, awsLimits } from "../aws/limits.ts";
import { awsRequestHandler } from "../aws/request-handler.ts";
import type { Secret } from "../secret.ts";
import type { KmsSealingConfig } from "../signer-config.ts";
import { defaultEndpoint, readKeyArn } from "./key-arn.ts";
import { KmsError } from "./kms-error.ts";
import { type KmsLimits, kmsLimits } from "./limits.ts";
import { createRecipientKey } from "./recipient-key.ts";

/** What a wrapped key belongs to: KMS unwraps it with exactly the same context (API reference, EncryptionContext). */
export type EncryptionContext = Readonly<Record<string, string>>;

/** All methods reject with {@link KmsError}, or {@link AwsError} `CREDENTIALS_*`. */
export type Kms = {
  /** 32 bytes that nobody else knows, and the same wrapped. */
  generateDataKey(context: EncryptionContext): Promise<{ readonly dataKey: Secret; readonly ciphertext: Uint8Array }>;
  /** @param ciphertext As the parent kept it. */
  decrypt(ciphertext: Uint8Array, context: EncryptionContext): Promise<Secret>;
  /** @param length 1 to 1,024. */
  generateRandom(length: number): Promise<Secret>;
  /** Policy, grants and state of the key. Without a document: whoever has the credentials may read them. */
  describe(): Promise<LiveKey>;
  close(): void;
};

export type KmsParts = {
  readonly config: KmsSealingConfig;
  readonly egress: Address;
  readonly credentials: CredentialsProvider;
  /** A document of purpose `kms` with this public key. */
  readonly attest: (publicKey: Uint8Array) => Promise<Uint8Array>;
  /** Hypervisor's time minus the machine's, in milliseconds: requests are dated with it. */
  readonly clockOffsetMs: number;
  readonly limits?: KmsLimits;
  readonly aws?: AwsLimits;
};

const algorithm = "RSAES_OAEP_SHA_256";
const dataKeyBytes = 32;

/**
 * Connects on demand.
 *
 * @example
 * const kms = openKms({ config: config.sealing, egress, credentials, attest: attester.kmsDocument, clockOffsetMs: 0 });
 * const { dataKey, ciphertext } = await kms.generateDataKey({ group: "default" });
 */
export function openKms(parts: KmsParts): Kms {
  const { config, attest, limits = kmsLimits } = parts;
  const { keyArn } = config;
  const client = clientOf(parts);

  /** One attested exchange: `ask` puts the recipient into its request. */
  const recipient = async <
    Answer extends { CiphertextForRecipient?: Uint8Array | undefined; Plaintext?: Uint8Array | undefined },
  >(
    ask: (recipient: RecipientInfo) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly secret: Secret }> => {
    const key = await createRecipientKey(limits);
    const document = await attest(key.spki);
    const answer = await asked(() => ask({ AttestationDocument: document, KeyEncryptionAlgorithm: algorithm }));
    // An answer in the clear is of a KMS that did not look at the document, or of none.
    if (answer.CiphertextForRecipient === undefined || (answer.Plaintext?.length ?? 0) > 0)
      throw new KmsError("KMS_ANSWER_INVALID", "it is not for this enclave's key");
    return { answer, secret: key.open(answer.CiphertextForRecipient) };
  };
  const requireKey = (KeyId: string | undefined, secret: Secret) => {
    if (KeyId === keyArn) return;
    secret.wipe();
    throw new KmsError("KMS_WRONG_KEY");
  };
  const requireLength = (secret: Secret, length: number) => {
    if (secret.use((bytes) => bytes.length) === length) return;
    secret.wipe();
    throw new KmsError("KMS_ANSWER_INVALID", `not ${length} bytes`);
  };

  return {
    async generateDataKey(context) {
      const { answer, secret } = await recipient((Recipient) =>
        client.send(
          new GenerateDataKeyCommand({
            KeyId: keyArn,
            KeySpec: "AES_256",
            EncryptionContext: { ...context },
            Recipient,
          }),
        ),
      );
      requireKey(answer.KeyId, secret);
      requireLength(secret, dataKeyBytes);
      const ciphertext = answer.CiphertextBlob;
      if (ciphertext === undefined || ciphertext.length === 0 || ciphertext.length > limits.ciphertextBytesMax)
        throw new KmsError("KMS_ANSWER_INVALID", "no wrapped key");
      return { dataKey: secret, ciphertext: Uint8Array.from(ciphertext) };
    },
    async decrypt(CiphertextBlob, context) {
      const { answer, secret } = await recipient((Recipient) =>
        client.send(
          new DecryptCommand({ KeyId: keyArn, CiphertextBlob, EncryptionContext: { ...context }, Recipient }),
        ),
      );
      requireKey(answer.KeyId, secret);
      return secret;
    },
    async generateRandom(NumberOfBytes) {
      const { secret } = await recipient((Recipient) =>
        client.send(new GenerateRandomCommand({ NumberOfBytes, Recipient })),
      );
      requireLength(secret, NumberOfBytes);
      return secret;
    },
    describe: () => describeKey(client, keyArn, limits),
    close: () => client.destroy(),
  };
}

/** Nothing of the environment: what could be set by it is set here. */
function clientOf({ config, egress, credentials, clockOffsetMs, aws = awsLimits }: KmsParts): KMSClient {
  const arn = readKeyArn(config.keyArn);
  const endpoint = config.endpoint ?? defaultEndpoint(arn);
  return new KMSClient({
    ...{ region: arn.region, endpoint, credentials, systemClockOffset: clockOffsetMs },
    ...{ retryMode: "standard", maxAttempts: aws.attemptsMax, defaultsMode: "standard" },
    ...{ useDualstackEndpoint: false, useFipsEndpoint: false, userAgentAppId: "inkan" },
    authSchemePreference: ["aws.auth#sigv4"],
    requestHandler: awsRequestHandler({ egress, endpoint, trust: config, limits: aws }),
  });
}

async function describeKey(client: KMSClient, keyArn: string, limits: KmsLimits): Promise<LiveKey> {
  const { KeyMetadata: key } = await asked(() => client.send(new DescribeKeyCommand({ KeyId: keyArn })));
  if (key?.Arn !== keyArn) throw new KmsError("KMS_WRONG_KEY");
  const { Policy: policy } = await asked(() =>
    client.send(new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: "default" })),
  );
  if (policy === undefined || policy.length > limits.policyBytesMax)
    throw new KmsError("KMS_ANSWER_INVALID", "no policy");
  let grants = 0;
  let marker: string | undefined;
  for (let page = 0; page < limits.grantPagesMax; page++) {
    const listed = await asked(() =>
      client.send(new ListGrantsCommand({ KeyId: keyArn, ...(marker === undefined ? {} : { Marker: marker }) })),
    );
    grants += listed.Grants?.length ?? 0;
    marker = listed.Truncated === true ? listed.NextMarker : undefined;
    if (marker === undefined) break;
  }
  const metadata = {
    ...{ origin: key.Origin, keyState: key.KeyState, keySpec: key.KeySpec, keyUsage: key.KeyUsage },
    ...{ keyManager: key.KeyManager, multiRegion: key.MultiRegion },
  };
  return { keyArn, policy, grants, metadata };
}

/** KMS's own errors by their names (API reference, Decrypt, "Errors"): texts could quote anything. */
async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (thrown) {
    if (thrown instanceof AwsError) throw thrown;
    const { name, $metadata } = thrown as { readonly name?: unknown; readonly $metadata?: { httpStatusCode?: number } };
    const detail = typeof name === "string" && /^[A-Za-z]{1,64}$/.test(name) ? name : undefined;
    if (name === "InvalidCiphertextException" || name === "IncorrectKeyException")
      throw new KmsError("KMS_CIPHERTEXT_REFUSED", detail);
    if ($metadata?.httpStatusCode !== undefined && $metadata.httpStatusCode >= 400 && $metadata.httpStatusCode < 500)
      throw new KmsError("KMS_REFUSED", detail);
    throw new KmsError("KMS_UNAVAILABLE", detail, { cause: thrown });
  }
}
