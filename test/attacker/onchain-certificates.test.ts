// Attacker: holder of a certificate that was revoked, or has expired, with a node and all signatures that were ever public.
// Wants its documents verified on chain all the same: by the twin of a signature, by what is cached, or by hints.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { concatBytes, decodeCbor, registration, toHex } from "@inkan/attestation";
import type { Address } from "viem";
import { keccak256 } from "viem";
import { nitroAttestationAbi } from "../../contracts/abi/nitro-attestation.ts";
import { type Anvil, startAnvil } from "../harness/anvil.ts";
import {
  clientsOf,
  type DeployedNitroAttestation,
  deployNitroAttestation,
  deployP384Verifier,
  osaka,
} from "../harness/nitro-attestation.ts";
import { createNitroIssuer, der, type NitroIssuer, utcTime } from "../harness/nitro-issuer.ts";
import { twinBitString } from "../harness/nitro-mutations.ts";

describe("certificates on chain, with real signatures", () => {
  let anvil: Anvil;
  let p384Verifier: Address;
  let issuer: NitroIssuer;
  let contract: DeployedNitroAttestation;
  let sound: Uint8Array;

  before(async () => {
    anvil = await startAnvil({ extraArgs: osaka });
    p384Verifier = await deployP384Verifier(anvil);
  });
  after(() => anvil?.stop());
  const fresh = async () => {
    issuer = await createNitroIssuer();
    contract = await deployNitroAttestation(anvil, { root: issuer.root, p384Verifier });
    sound = await issuer.document();
  };
  const ask = async (document: Uint8Array, at = issuer.at) =>
    contract.ask(await registration(document, contract.isCached), at);
  const revoke = async (tbs: Uint8Array) => {
    const { client, wallet } = clientsOf(anvil);
    const hash = await wallet.writeContract({
      address: contract.address,
      abi: nitroAttestationAbi,
      functionName: "revokeCertificate",
      args: [keccak256(tbs)],
      chain: null,
    });
    assert.equal((await client.waitForTransactionReceipt({ hash })).status, "success");
  };

  test("the twin of a revoked certificate's signature is revoked too, whichever was seen first", async () => {
    for (const cached of ["neither", "the certificate", "its twin", "both"]) {
      await fresh();
      const twin = await issuer.document({
        chain: (chain) => chain.map((each, place) => (place === 2 ? twinOf(each) : each)),
      });
      assert.notEqual(toHex(twin), toHex(sound));
      if (cached === "the certificate" || cached === "both") await contract.send(await registration(sound), next());
      if (cached === "its twin" || cached === "both")
        await contract.send(await registration(twin, contract.isCached), next());
      for (const document of [sound, twin]) assert.ok("document" in (await ask(document)), `control, ${cached} cached`);

      await revoke(tbsOf(certificatesOf(sound)[2]!));
      for (const document of [sound, twin])
        assert.deepEqual(await ask(document), { error: "CertificateIsRevoked" }, `${cached} cached`);
    }
  });

  test("both signatures of one certificate end at one id, and other bytes are verified anew", async () => {
    await fresh();
    const twin = await issuer.document({
      chain: (chain) => chain.map((each, place) => (place === 2 ? twinOf(each) : each)),
    });
    const first = await ask(sound);
    await contract.send(await registration(sound), next());
    const second = await ask(twin);
    assert.ok("document" in first && "document" in second);
    assert.equal(first.document.leafId, second.document.leafId);
    // The twin's hints for what is cached are empty; its own, left empty, is missed.
    const { hints } = await registration(twin, contract.isCached);
    assert.deepEqual(
      hints.map(({ length }) => length > 0),
      [false, true, false, false, true],
    );
    const unhinted = { document: twin, hints: hints.map((hint, place) => (place === 1 ? new Uint8Array() : hint)) };
    assert.deepEqual(await contract.ask(unhinted, issuer.at), { error: "HintsWrongLength" });
  });

  test("an ancestor that has expired since it was cached ends the chain", async () => {
    await fresh();
    const until = time + 600;
    const validity = der(0x30, utcTime(issuer.at - 60), utcTime(until));
    const short = await issuer.document({ certificates: { zonal: { validity } } });
    await contract.send(await registration(short), next());
    assert.ok("document" in (await ask(short, until)), "control: in its last second");
    assert.deepEqual(await ask(short, until + 1), { error: "CertificateExpired" });
    assert.ok("document" in (await ask(sound, until + 1)), "control: of the sound chain");
  });

  test("hints of anything else make nothing pass, and are ignored for what is cached", async () => {
    await fresh();
    const call = await registration(sound);
    const other = await registration(await issuer.document());
    const forged = await issuer.document({
      signature: (signature) => concatBytes(signature.subarray(48), signature.subarray(0, 48)),
    });
    for (const hints of [call.hints, other.hints, call.hints.map(() => new Uint8Array(call.hints[0]!.length))])
      assert.ok("error" in (await contract.ask({ document: forged, hints }, issuer.at)));
    for (const place of call.hints.keys()) {
      const hints = call.hints.map((hint, at) => (at === place ? flipped(hint) : hint));
      assert.ok("error" in (await contract.ask({ document: sound, hints }, issuer.at)), `hint ${place}`);
    }
    assert.ok("document" in (await contract.ask(call, issuer.at)), "control: its own hints");

    await contract.send(call, next());
    const raced = { document: sound, hints: [...call.hints.slice(0, -1).map(flipped), call.hints.at(-1)!] };
    assert.ok("document" in (await contract.ask(raced, issuer.at)), "somebody else's transaction came first");
  });
});

/** The chain's clock goes on between blocks; the issuer's leaf lives three hours from its `at`, 2026-01-01. */
let time = 1_767_225_600;
function next(): number {
  time += 60;
  return time;
}

function certificatesOf(document: Uint8Array): Uint8Array[] {
  const limits = { cborDepthMax: 4, cborItemsMax: 128 };
  const [, , payload] = decodeCbor(document, limits) as [unknown, unknown, Uint8Array];
  const fields = decodeCbor(payload, limits) as ReadonlyMap<string, unknown>;
  return [...(fields.get("cabundle") as Uint8Array[]), fields.get("certificate") as Uint8Array];
}

/** TBSCertificate; here it and the certificate have lengths of two bytes. */
function tbsOf(certificate: Uint8Array): Uint8Array {
  return certificate.subarray(4, 8 + certificate[6]! * 256 + certificate[7]!);
}

function twinOf(certificate: Uint8Array): Uint8Array {
  const tbs = tbsOf(certificate);
  const algorithmBytes = 12;
  const signature = certificate.subarray(4 + tbs.length + algorithmBytes);
  return der(0x30, certificate.subarray(4, 4 + tbs.length + algorithmBytes), twinBitString(signature));
}

function flipped(hint: Uint8Array): Uint8Array {
  const copy = new Uint8Array(hint);
  copy[copy.length >> 1]! ^= 1;
  return copy;
}
