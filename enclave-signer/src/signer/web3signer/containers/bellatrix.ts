// builder-specs, `specs/bellatrix/builder.md`.
import { bytes20, bytes48, uint64 } from "../ssz/basic.ts";
import { container } from "../ssz/container.ts";

export const ValidatorRegistrationV1 = container({
  fee_recipient: bytes20,
  gas_limit: uint64,
  timestamp: uint64,
  pubkey: bytes48,
});
