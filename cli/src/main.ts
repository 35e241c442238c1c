#!/usr/bin/env node
// `inkan`: one program for all who deal with Inkan. Each command is a file of its name.
import { commandList, UsageError } from "./usage.ts";

type Command = { readonly summary: string; readonly load: () => Promise<(args: string[]) => Promise<number>> };

const commands: Readonly<Record<string, Command>> = {
  start: {
    summary: "run all of it on this machine: development chain, registry, relay, signer, gateway",
    load: async () => (await import("./start.ts")).start,
  },
  verify: {
    summary: "check an endpoint, or an attestation document alone (--document FILE)",
    load: async () => (await import("./verify.ts")).verify,
  },
  pcrs: {
    summary: "print PCR0, PCR1 and PCR2 of a role's program",
    load: async () => (await import("./pcrs.ts")).pcrs,
  },
  image: {
    summary: "build a role's enclave image from sources, or build it twice and compare",
    load: async () => (await import("./image.ts")).image,
  },
  approvals: {
    summary: "list what waits for a signer's operators, and show it in words",
    load: async () => (await import("./approvals.ts")).approvals,
  },
  slashing: {
    summary: "export, import or show the slashing-protection history of a running signer",
    load: async () => (await import("./slashing.ts")).slashing,
  },
  registry: {
    summary: "releases, operators' policies and enclaves on chain: propose, revoke, register, watch and more",
    load: async () => (await import("./registry.ts")).registry,
  },
  kms: {
    summary: "render and check the policy of the KMS key that wraps what a signer seals",
    load: async () => (await import("./kms.ts")).kms,
  },
  keys: {
    summary: "list, import, generate, export and delete a signer's keys",
    load: async () => (await import("./keys.ts")).keys,
  },
  exits: {
    summary: "have many voluntary exits signed under one statement of the operators",
    load: async () => (await import("./exits.ts")).exits,
  },
  drill: {
    summary: "show on a running signer that protection holds: a clone, an old store, a store that goes away",
    load: async () => (await import("./drill.ts")).drill,
  },
  gateway: { summary: "run the gateway", load: async () => (await import("./gateway.ts")).gateway },
  relay: { summary: "run the relay enclave's program", load: async () => (await import("./role.ts")).relay },
  "sequencer-shim": {
    summary: "stand beside op-node, so that the signer sees its blocks and not only their hashes",
    load: async () => (await import("./sequencer-shim.ts")).sequencerShim,
  },
  stop: {
    summary: "ask a running signer to release its windows and end",
    load: async () => (await import("./stop.ts")).stop,
  },
  signer: { summary: "run the signer enclave's program", load: async () => (await import("./role.ts")).signer },
};

const usage = commandList("inkan", commands);

async function main([name = "", ...args]: string[]): Promise<number> {
  if (name === "" || name === "--help" || name === "help") {
    console.log(usage);
    return name === "" ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(`inkan: no command '${name}'\n\n${usage}`);
    return 2;
  }
  try {
    return await (await command.load())(args);
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      console.error(`inkan ${name}: ${thrown.message}`);
      return 2;
    }
    console.error(`inkan ${name}: ${thrown instanceof Error ? thrown.message : "failed"}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
