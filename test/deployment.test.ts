// What the Terraform modules, the units and the Kubernetes manifests say of the program is held to the program: flags, addresses, paths, ports.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { readKeyPolicy, readPolicy } from "@inkan/attestation/key-policy";
import { readConfig } from "@inkan/enclave-signer";
import { gatewayFlagNames, readGatewayFlags } from "@inkan/gateway";
import { roleArguments } from "@inkan/image";
import { type Address, parseAddress } from "@inkan/link";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const files = "terraform/ec2/files";
/** Where Terraform puts the role into a name. */
const byRole = /\$\{var\.role\}/;
const directory = mkdtempSync(join(tmpdir(), "inkan-deployment-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const sample: Readonly<Record<string, string>> = {
  ...{ role: "signer", region: "eu-central-1", bucket: "example", enclave_cid: "17", enclave_vcpus: "2" },
  ...{ image_key: "1/signer.eif", gateway_key: "1/gateway.tar.gz", configuration_key: "1/signer.json" },
  ...{ image_sha256: "a".repeat(64), gateway_sha256: "b".repeat(64), configuration_sha256: "c".repeat(64) },
  ...{ pcr0: "d".repeat(96), enclave_memory_mib: "2048", store_volume: "vol-0123456789abcdef0" },
};

/** The environment of a deployment, rendered as Terraform's `templatefile` does. */
function environment(): Record<string, string> {
  const text = read(`${files}/deployment.env.tftpl`).replace(/\$\{(\w+)\}/g, (_, name: string) => {
    assert.ok(Object.hasOwn(sample, name), `the template wants '${name}'`);
    return sample[name] ?? "";
  });
  return Object.fromEntries(
    text
      .trim()
      .split("\n")
      .map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]),
  );
}

/** The words behind `inkan gateway` in a unit, its variables filled in. */
function unitArguments(unit: string): string[] {
  const { ExecStart = "" } = Object.fromEntries(
    [
      ...read(`${files}/${unit}`)
        .replace(/\\\n/g, " ")
        .matchAll(/^(ExecStart)=(.*)$/gm),
    ].map(([, name, value]) => [name, value]),
  ) as { ExecStart?: string };
  const known = environment();
  const words = ExecStart.replace(/\$\{(\w+)\}/g, (_, name: string) => known[name] ?? assert.fail(`no ${name}`)).split(
    /\s+/,
  );
  return words.slice(words.indexOf("gateway") + 1);
}

/** The words behind `gateway` in a manifest's list of arguments. */
function manifestArguments(manifest: string): string[] {
  const list = /args:\n((?: +- .*\n)+)/.exec(read(manifest))?.[1] ?? "";
  const [command, ...words] = [...list.matchAll(/^ +- "?([^"\n]*)"?$/gm)].map(([, word]) => word ?? "");
  assert.equal(command, "gateway");
  return words;
}

/** Read by the gateway's own reader, which refuses what it does not know. */
function settingsOf(words: readonly string[]) {
  const flags: Record<string, string> = {};
  for (let at = 0; at < words.length; at += 2) {
    const name = (words[at] ?? "").replace(/^--/, "");
    assert.ok((gatewayFlagNames as readonly string[]).includes(name), `the gateway has no flag --${name}`);
    flags[name] = words[at + 1] ?? "";
  }
  return readGatewayFlags(flags);
}

const places = [
  ["relay on EC2", () => unitArguments("inkan-gateway-relay.service"), "relay"],
  ["signer on EC2", () => unitArguments("inkan-gateway-signer.service"), "signer"],
  ["relay on Kubernetes", () => manifestArguments("kubernetes/relay.yaml"), "relay"],
  ["signer on Kubernetes", () => manifestArguments("kubernetes/signer.yaml"), "signer"],
] as const;

describe("a deployment starts the gateway with settings that it takes", () => {
  for (const [name, words, role] of places)
    test(name, () => {
      const settings = settingsOf(words());
      assert.equal(settings.host, "0.0.0.0");
      assert.equal(settings.httpPort, undefined, "HTTP that ends outside the enclave is not for a deployment");
      assert.equal(settings.egress?.kind, "vsock");
      const door = role === "relay" ? settings.relayTls?.otherwise : settings.signerTls;
      assert.deepEqual(door?.kind, "vsock");
      assert.equal(role === "relay" ? settings.relayConfig : settings.signerConfig, "/etc/inkan/configuration.json");
    });

  for (const [name, words, role] of places)
    test(`${name}: the gateway listens and connects where the image's own arguments say`, () => {
      const settings = settingsOf(words());
      const image = roleArguments(role, 3);
      const at = (flag: string) => parseAddress(image[image.indexOf(flag) + 1] ?? "");
      assert.deepEqual(role === "relay" ? settings.relayConfigAt : settings.signerConfigAt, at("--config"));
      assert.deepEqual(settings.egress, at("--egress"));
      assert.deepEqual(role === "relay" ? settings.relayLogAt : settings.signerLogAt, at("--log"));
      const door = role === "relay" ? settings.relayTls?.otherwise : settings.signerTls;
      const portOf = (address: Address | undefined) => (address?.kind === "vsock" ? address.port : undefined);
      assert.equal(portOf(door), portOf(at("--tls")));
      if (role === "relay") return;
      assert.equal(portOf(settings.signerHttp), portOf(at("--http")));
      assert.deepEqual(settings.store, at("--store"));
    });

  test("control: a flag that the gateway does not have is found", () => {
    assert.throws(() => settingsOf(["--tls-prot", "8443"]), /no flag --tls-prot/);
  });

  test("units and manifests say the same", () => {
    const comparable = (words: readonly string[]) => settingsOf(words);
    const cid = (settings: object) => JSON.parse(JSON.stringify(settings).replaceAll('"cid":17', '"cid":16')) as object;
    for (const role of ["relay", "signer"] as const)
      assert.deepEqual(
        cid(comparable(unitArguments(`inkan-gateway-${role}.service`))),
        cid(comparable(manifestArguments(`kubernetes/${role}.yaml`))),
      );
  });

  test("the load balancer's ports are the doors'", () => {
    const main = read("terraform/ec2/main.tf");
    const [, signer, relay] = /door_port\s+= local\.is_signer \? (\d+) : (\d+)/.exec(main) ?? [];
    assert.equal(settingsOf(unitArguments("inkan-gateway-relay.service")).tlsPort, Number(relay));
    assert.equal(settingsOf(unitArguments("inkan-gateway-signer.service")).signerTlsPort, Number(signer));
    assert.match(main, /path\s+= "\/health"/);
  });
});

describe("what the modules hand to an instance", () => {
  test("every variable of scripts and units is in deployment.env, and Terraform fills all of it", () => {
    const known = environment();
    const optional = new Set(["INKAN_IMAGE", "INKAN_POLL_S", "INKAN_STOP_GRACE_S"]);
    const used = globSync(`${files}/*.{sh,service}`, { cwd: root }).flatMap(
      (file) => read(file).match(/(?:INKAN|AWS)_[A-Z0-9_]+/g) ?? [],
    );
    assert.ok(used.length > 10, "the test reads no script");
    assert.deepEqual(
      [...new Set(used)].filter((name) => !Object.hasOwn(known, name) && !optional.has(name)),
      [],
    );
    const given =
      read("terraform/ec2/cloud-config.tf").match(/deployment\.env\.tftpl", \{([\s\S]*?)\n {2}\}\)/)?.[1] ?? "";
    assert.deepEqual([...given.matchAll(/^ +(\w+) +=/gm)].map(([, name]) => name).sort(), Object.keys(sample).sort());
  });

  test("every file that Terraform reads is there, and none lies about unread", () => {
    const named = globSync("terraform/{ec2,eks}/*.tf", { cwd: root }).flatMap((file) =>
      [...read(file).matchAll(/\$\{path\.module\}\/files\/([\w.${}-]+)"/g)].flatMap(([, name = ""]) =>
        (byRole.test(name) ? ["relay", "signer"] : [""]).map(
          (role) => `${file.split("/").slice(0, 2).join("/")}/files/${name.replace(byRole, role)}`,
        ),
      ),
    );
    assert.deepEqual([...new Set(named)].sort(), globSync("terraform/{ec2,eks}/files/*", { cwd: root }).sort());
  });

  test("no instance has SSH, a console or a debug mode", () => {
    for (const file of globSync("{terraform,kubernetes,docker}/**/*.{tf,sh,service,yaml,tftpl,Dockerfile}", {
      cwd: root,
    })) {
      const code = read(file)
        .replace(/^\s*#.*$/gm, "")
        .replace(/ # .*$/gm, "");
      assert.doesNotMatch(code, /--debug-mode|--attach-console|key_name|\b22\b|privileged: true/, file);
    }
  });
});

describe("the examples", () => {
  const example = (file: string) => read(`terraform/examples/ec2/${file}`);
  for (const role of ["relay", "signer"] as const)
    test(`${role}.json is a configuration that the ${role} takes`, () => {
      const { config } = readConfig(Buffer.from(example(`${role}.json`)), role);
      assert.equal(config.role, role);
    });

  test("key-policy.json is the template that the signer compares the live policy with", () => {
    const parameters = readKeyPolicy(readPolicy(example("key-policy.json")));
    assert.equal(parameters?.role, "arn:aws:iam::111111111111:role/inkan-signer-parent");
    assert.equal(
      readKeyPolicy(readPolicy(example("key-policy.json").replace("DenyOtherPCR16", "Other"))),
      undefined,
      "control",
    );
  });

  test("bucket, prefix, retention and role are the same in configuration, policy and Terraform", () => {
    const main = example("main.tf");
    const { config } = readConfig(Buffer.from(example("signer.json")), "signer");
    const log = config.windowLog;
    assert.equal(log.kind, "s3");
    if (log.kind !== "s3") return;
    assert.match(main, new RegExp(`log_bucket += "${log.bucket}"`));
    assert.match(main, new RegExp(`prefix += "${log.prefix}"`));
    assert.match(main, new RegExp(`retention_days = ${log.retentionDays}\\n`));
    assert.match(main, new RegExp(`allowed_account_ids = \\["${log.accountId}"\\]`));
    // Names of roles are the modules': name, role, and what they end in.
    assert.match(read("terraform/ec2/iam.tf"), /name += "\$\{local\.full_name\}-parent"/);
    assert.match(example("key-policy.json"), /role\/inkan-signer-parent"/);
  });
});

describe("the window log's bucket, as docs/protocol/window-log.md wants it", () => {
  const actionsOf = (row: string) => {
    const line = read("docs/protocol/window-log.md")
      .split("\n")
      .find((each) => each.startsWith(`| ${row} |`));
    const found = line?.match(/s3:[A-Z]\w+/g) ?? [];
    assert.ok(found.length > 5, `the page has no row '${row}'`);
    return [...new Set(found)];
  };
  const policy = read("terraform/custody/log.tf");
  const statements = [...policy.matchAll(/\n {2}statement \{([\s\S]*?)\n {2}\}/g)].map(([, text = ""]) => text);
  const denied = statements.filter((text) => /effect\s+= "Deny"/.test(text)).join("\n");
  const allowed = statements.filter((text) => !/effect\s+= "Deny"/.test(text)).join("\n");
  const lacking = (row: string, text: string) => actionsOf(row).filter((action) => !text.includes(`"${action}"`));

  test("what is denied to everybody is in the bucket's policy", () => {
    assert.deepEqual(lacking("denied to everybody", denied), []);
    for (const condition of ["s3:if-none-match", "s3:object-lock-mode", "aws:SecureTransport", "s3:TlsVersion"])
      assert.match(denied, new RegExp(`variable = "${condition}"`));
    assert.ok(lacking("denied to everybody", allowed).length > 5, "control: what is allowed denies nothing");
  });

  for (const [where, text] of [
    ["the bucket's policy", allowed],
    ["the role's on EC2", read("terraform/ec2/iam.tf")],
    ["the role's on EKS", read("terraform/eks/main.tf")],
  ] as const)
    test(`what the signer's role may is in ${where}`, () => {
      assert.deepEqual(lacking("the signer's role may", text), []);
    });
});

describe("the operator's guide", () => {
  const guide = read("docs/guides/operator.md");
  const commands = new Set([...read("cli/src/main.ts").matchAll(/^ {2}"?([a-z-]+)"?: \{/gm)].map(([, name]) => name));

  test("names only commands that there are", () => {
    const named = [...guide.matchAll(/\binkan ([a-z][a-z-]*)/g)].map(([, name]) => name ?? "");
    assert.ok(named.length > 20, "the test finds no command");
    assert.deepEqual(
      [...new Set(named)].filter((name) => !commands.has(name)),
      [],
    );
  });

  test("leads nowhere that is not there", () => {
    const links = [...guide.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? "");
    const local = links.filter((target) => target !== "" && !target.startsWith("http"));
    assert.ok(local.length > 5);
    assert.deepEqual(
      local.filter((target) => !existsSync(join(root, "docs/guides", target))),
      [],
    );
  });
});

describe("run-enclave, with a nitro-cli that says what it was told", () => {
  const missing = ["bash", "jq"].filter((program) => spawnSync(program, ["--version"]).status !== 0);
  const skip = missing.length > 0 && `skipped: needs ${missing.join(", ")}`;
  /** Keeps one enclave in a file, and writes down how it was called. `end` makes it go. */
  const nitroCli = `#!/usr/bin/env bash
echo "$*" >> "$CALLS"
case "$1" in
  run-enclave) echo "$DESCRIBED" > "$STATE" ;;
  describe-enclaves) if [ -f "$STATE" ]; then cat "$STATE"; else echo '[]'; fi ;;
  terminate-enclave) rm -f "$STATE" ;;
esac
`;
  const pcr0 = "d".repeat(96);
  const described = (change: object = {}) =>
    JSON.stringify([
      {
        EnclaveName: "inkan-relay",
        EnclaveID: "i-0-enc0",
        State: "RUNNING",
        Flags: "NONE",
        Measurements: { PCR0: pcr0 },
        ...change,
      },
    ]);

  function start(answer: string) {
    const here = mkdtempSync(join(directory, "run-"));
    writeFileSync(join(here, "nitro-cli"), nitroCli);
    chmodSync(join(here, "nitro-cli"), 0o755);
    const [calls, state] = [join(here, "calls"), join(here, "state")];
    const child = spawn("bash", [join(root, files, "run-enclave.sh")], {
      env: {
        ...environment(),
        ...{ PATH: `${here}:${process.env.PATH}`, CALLS: calls, STATE: state, DESCRIBED: answer },
        ...{ INKAN_ROLE: "relay", INKAN_PCR0: pcr0, INKAN_POLL_S: "0.2", INKAN_IMAGE: join(here, "image.eif") },
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => {
      said += bytes.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    const called = () => (existsSync(calls) ? readFileSync(calls, "utf8") : "");
    return { child, ended, state, called, said: () => said };
  }
  const until = async (holds: () => boolean) => {
    for (let looks = 0; !holds(); looks++) {
      assert.ok(looks < 600, "it never came");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  test("starts it without debug mode, ends when it ends, so that systemd starts it again", { skip }, async () => {
    const { ended, state, called } = start(described());
    await until(() => existsSync(state));
    rmSync(state);
    assert.equal(await ended, 1);
    assert.match(
      called(),
      /^run-enclave --eif-path \S+image\.eif --cpu-count 2 --memory 2048 --enclave-cid 17 --enclave-name inkan-relay$/m,
    );
    assert.doesNotMatch(called(), /debug|console/);
  });

  test("ends the enclave at SIGTERM", { skip }, async () => {
    const { child, ended, state, called } = start(described());
    await until(() => existsSync(state));
    child.kill("SIGTERM");
    assert.equal(await ended, 0);
    assert.match(called(), /^terminate-enclave --enclave-id i-0-enc0$/m);
    assert.equal(existsSync(state), false);
  });

  for (const [name, change] of [
    ["another image's PCR0", { Measurements: { PCR0: "e".repeat(96) } }],
    ["debug mode", { Flags: "DEBUG_MODE" }],
  ] as const)
    test(`ends an enclave with ${name}`, { skip }, async () => {
      const { ended, state, said } = start(described(change));
      assert.equal(await ended, 1);
      assert.equal(existsSync(state), false);
      assert.match(said(), /the deployment says|not started by this script/);
    });
});

describe("Terraform's own opinion", () => {
  const program = ["terraform", "tofu"].find((name) => spawnSync(name, ["version"]).status === 0);
  const skip = program === undefined && "skipped: needs terraform or tofu";
  const run = (folder: string, ...args: string[]) =>
    spawnSync(program ?? "", [`-chdir=${join(root, "terraform", folder)}`, ...args, "-no-color"], {
      ...{ encoding: "utf8", timeout: 300_000 },
      env: { ...process.env, TF_DATA_DIR: join(directory, folder.replace("/", "-")) },
    });
  /** The provider: from the registry, or what a `dev_overrides` of `TF_CLI_CONFIG_FILE` puts in its place. */
  const { TF_CLI_CONFIG_FILE: settings = "" } = process.env;
  const isOverridden = existsSync(settings) && readFileSync(settings, "utf8").includes("dev_overrides");
  const hasProvider = (folder: string) =>
    (isOverridden ? run(folder, "get") : run(folder, "init", "-backend=false", "-input=false")).status === 0;
  const unreachable = "skipped: the registry of providers is not reachable";

  test("is that the files are formatted", { skip }, () => {
    const { status, stdout } = run(".", "fmt", "-check", "-recursive", "-diff");
    assert.equal(status, 0, stdout);
  });
  for (const example of ["examples/ec2", "examples/eks"])
    test(`is that ${example} is valid, modules and all`, { skip }, (context) => {
      if (!hasProvider(example)) return context.skip(unreachable);
      const { status, stdout, stderr } = run(example, "validate");
      assert.equal(status, 0, stdout + stderr);
    });
  for (const module of ["ec2", "eks", "custody"])
    test(`is that ${module} holds what its tests say`, { skip }, (context) => {
      if (!hasProvider(module)) return context.skip(unreachable);
      const { status, stdout, stderr } = run(module, "test");
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, /Success! [1-9]\d* passed, 0 failed/);
    });
});
