// What each door answers to anyone: health, and evidence about this enclave (`docs/protocol/attestation.md`).
import { InkanError } from "@inkan/link";
import { attestationAnswer } from "../../enclave/attest/answer.ts";
import type { Attester } from "../../enclave/attest/attester.ts";
import type { FrontDoor } from "../../enclave/attest/evidence.ts";
import { registrationJson, registrationPath } from "../../enclave/attest/registration.ts";
import type { Route } from "./route.ts";

export function openRoutes(attester: Attester, frontDoor: FrontDoor): readonly Route[] {
  return [
    {
      takes: (_method, path) => path === "/health",
      answer({ method }) {
        mustBeGet(method);
        return { status: 200, contentType: "application/json", body: '{"status":"ok"}' };
      },
    },
    {
      takes: (_method, path) => path === "/attestation",
      async answer({ method, query, accept }) {
        mustBeGet(method);
        return { status: 200, ...(await attestationAnswer(attester, frontDoor, query, accept)) };
      },
    },
    {
      takes: (_method, path) => path === registrationPath,
      async answer({ method }) {
        mustBeGet(method);
        return { status: 200, contentType: "application/json", body: registrationJson(await attester.registration()) };
      },
    },
  ];
}

function mustBeGet(method: string): void {
  if (method !== "GET") throw new InkanError("HTTP_METHOD_NOT_ALLOWED", "use GET");
}
