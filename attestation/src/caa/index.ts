// CAA: whom DNS lets issue certificates for an enclave's names.
export { type CaaJudgement, type CaaSubject, caaRecordFor, judgeCaa } from "./caa-judgement.ts";
export { type CaaLookup, relevantRecords } from "./caa-lookup.ts";
export { type CaaIssuer, type CaaRecord, readIssuer } from "./caa-record.ts";
