// The untrusted side: public sockets in, the link out.

export { describeStatement } from "./approval-page/describe.js";
export { challengeOf, toHex } from "./approval-page/statement-id.js";
export { type GatewayFlags, type GatewayOptions, gatewayFlagNames, readGatewayFlags } from "./config.ts";
export { type GatewayLimits, gatewayLimits } from "./limits.ts";
export type { Door, Log, LogEvent } from "./log.ts";
export { type Gateway, startGateway } from "./main.ts";
export { defaultQuota, type Quota } from "./public/admission.ts";
export type { Routes } from "./public/passthrough.ts";
export { prepareRegistration } from "./registration/prepared-call.ts";
export { type RegistrationAnswer, readRegistrationAnswer } from "./registration/registration-answer.ts";
