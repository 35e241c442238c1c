// Enclave images: built from sources and pinned inputs, measured, read.
export { type Role, roleArguments } from "./arguments.ts";
export { ImageError, type ImageErrorCode } from "./build-error.ts";
export { type BuildTerms, type BuiltImage, buildImage } from "./build-image.ts";
export { type Eif, eifParts, readEif } from "./eif.ts";
export { type ImagePcrs, imagePcrs } from "./pcrs.ts";
export { missingForBuild } from "./readiness.ts";
export { signedCertificate } from "./signature.ts";
export { type Toolchain, toolchain } from "./tool.ts";
