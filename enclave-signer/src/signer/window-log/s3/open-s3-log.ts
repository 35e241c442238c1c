// The S3 backend of a started signer: TLS that ends here, credentials that the gateway gives, keys below the configured prefix.

import { awsLimits } from "../../../enclave/aws/limits.ts";
import { awsRequestHandler } from "../../../enclave/aws/request-handler.ts";
import type { Enclave } from "../../../enclave/boot.ts";
import type { S3LogConfig, SignerConfig } from "../../../enclave/signer-config.ts";
import type { WindowLogLimits } from "../limits.ts";
import type { WindowLog } from "../log.ts";
import { type BucketParts, bucketEndpoint, openBucket } from "./bucket.ts";
import { type S3LogLimits, s3LogLimits } from "./limits.ts";
import { openS3Log } from "./s3-log.ts";

export type EnclaveS3LogTerms = {
  readonly enclave: Pick<Enclave<SignerConfig>, "clock" | "egress">;
  readonly settings: S3LogConfig;
  readonly credentials: BucketParts["credentials"];
  readonly group: string;
  readonly recordLimits: WindowLogLimits;
  readonly limits?: S3LogLimits;
};

/** Nothing is asked before the first read. */
export function openEnclaveS3Log(terms: EnclaveS3LogTerms): WindowLog {
  const { enclave, settings, credentials, group, recordLimits, limits = s3LogLimits } = terms;
  const requestHandler = awsRequestHandler({
    egress: enclave.egress,
    endpoint: bucketEndpoint(settings),
    trust: settings,
    limits: {
      ...awsLimits,
      exchangeDeadlineMs: limits.requestDeadlineMs,
      answerBytesMax: limits.answerBytesMax,
    },
  });
  return openS3Log({
    store: openBucket({ settings, credentials, requestHandler, limits }),
    folder: `${settings.prefix}${group}/`,
    retentionDays: settings.retentionDays,
    unixMs: enclave.clock.unixMs,
    recordBytesMax: recordLimits.recordBytesMax,
    ...{ group, limits },
  });
}
