// Evidence in one file, to be verified years later.
export { type BundledExchange, bundleLimits, decodeBundle, type EvidenceBundle, encodeBundle } from "./bundle.ts";
export { collectEvidence } from "./collect.ts";
export { BundleError, type BundleRefusalCode, bundleRefusalTable } from "./errors.ts";
export { type BundleReport, type BundleSettings, verifyEvidence } from "./verify-bundle.ts";
