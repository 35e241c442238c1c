// Attacker: the parent, which starts the process, sends it signals, crashes it, and reads what it prints.
// Run with the flags of the image: no code from strings, no __proto__.
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { get, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { verifyDocument } from "@inkan/attestation";
import { build } from "esbuild";
import { simulatedRoot } from "./nsm/simulated/simulated-nsm.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-program-"));
const children = new Set<ChildProcessWithoutNullStreams>();
after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

const root = resolve(import.meta.dirname, "../../..");
const program = join(root, "enclave-signer/src/signer-main.ts");
const flags = ["--disallow-code-generation-from-strings", "--disable-proto=throw"];
const address = `0x${"11".repeat(20)}`;
const config = {
  version: 1,
  role: "signer",
  origin: "https://sign.example",
  registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
  operator: address,
};
const write = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const sound = write("signer.json", JSON.stringify(config));
let started = 0;

function start({
  node = flags,
  main = program,
  config = sound,
  args,
  environment = {},
}: {
  node?: string[];
  main?: string;
  config?: string;
  args?: string[];
  environment?: Record<string, string>;
} = {}) {
  const socketPath = join(directory, `${started++}.sock`);
  const own = [
    "--config",
    config,
    "--nsm",
    `simulated:${join(directory, "nsm")}`,
    "--http",
    `unix:${socketPath}`,
    "--egress",
    "unix:/nowhere",
  ];
  const child = spawn(process.execPath, [...node, main, ...(args ?? own)], { env: { ...process.env, ...environment } });
  children.add(child);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (printed += part));
  const ended = once(child, "close").then(([code]) => code as number | null);
  const listening = async () => {
    while (!printed.includes('"event":"listening"')) {
      assert.equal(child.exitCode, null, printed);
      await Promise.race([once(child.stderr, "data"), ended]);
    }
  };
  return {
    child,
    socketPath,
    ended,
    printed: () => printed,
    listening,
    /** The exit code, or that it serves. */
    outcome: () => Promise.race([ended, listening().then(() => "serves")]),
  };
}

const fetched = (socketPath: string, path: string, accept = "*/*") =>
  new Promise<{ status: number; type: string; body: Buffer }>((done, failed) => {
    get({ socketPath, path, headers: { accept, host: "x" } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () =>
        done({
          status: answer.statusCode ?? 0,
          type: answer.headers["content-type"] ?? "",
          body: Buffer.concat(parts),
        }),
      );
    }).on("error", failed);
  });

/** The bundle, five folders deep in a tree of links to the sources that the simulated NSM measures beside it. */
const bundled = async () => {
  const tree = join(directory, "tree");
  mkdirSync(join(tree, "1/2/3/4/5"), { recursive: true });
  for (const name of ["enclave-signer", "native", "link", "attestation", "node_modules"])
    symlinkSync(join(root, name), join(tree, name));
  for (const name of ["package.json", "package-lock.json"]) copyFileSync(join(root, name), join(tree, name));
  const outfile = join(tree, "1/2/3/4/5/signer.mjs");
  await build({
    ...{ entryPoints: [program], outfile, bundle: true, platform: "node", format: "esm", logLevel: "silent" },
    external: ["@chainsafe/blst", "secp256k1"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
};

describe("the signer as a program", () => {
  test("attests over its socket, and ends at SIGTERM", async () => {
    const { child, socketPath, listening, ended, printed } = start();
    await listening();
    assert.deepEqual(JSON.parse((await fetched(socketPath, "/health")).body.toString()), { status: "ok" });
    const nonce = "00112233445566778899aabbccddeeff";
    const { body } = await fetched(socketPath, `/attestation?nonce=${nonce}`);
    const registration = JSON.parse((await fetched(socketPath, "/attestation/registration")).body.toString()) as {
      document: string;
    };
    const registered = await verifyDocument(Buffer.from(registration.document, "base64"), {
      at: Math.floor(Date.now() / 1000),
      roots: [await simulatedRoot(join(directory, "nsm"))],
      purpose: "register",
    });
    assert.equal(registered.accepted, true, registered.code);
    const evidence = JSON.parse(body.toString()) as { document: string; configuration: string; role: string };
    const report = await verifyDocument(Buffer.from(evidence.document, "base64"), {
      at: Math.floor(Date.now() / 1000),
      roots: [await simulatedRoot(join(directory, "nsm"))],
      nonce: Buffer.from(nonce, "hex"),
      configuration: evidence.configuration,
      purpose: "challenge",
    });
    assert.equal(report.accepted, true, report.code);
    assert.equal(evidence.role, "signer");
    assert.equal(
      (await fetched(socketPath, `/attestation?nonce=${nonce}`, "application/cbor")).type,
      "application/cbor",
    );
    child.kill("SIGTERM");
    assert.equal(await ended, 0);
    for (const line of printed().trim().split("\n")) assert.equal(typeof JSON.parse(line).event, "string");
  });

  test("ends when the parent asks for it: an enclave gets no signals", async () => {
    const { socketPath, listening, ended, printed } = start();
    await listening();
    const ask = async (method: string) => {
      const [answer] = (await once(request({ socketPath, method, path: "/stop" }).end(), "response")) as [
        { statusCode: number; resume(): void },
      ];
      answer.resume();
      return answer.statusCode;
    };
    assert.equal(await ask("GET"), 405, "a look is no order");
    assert.equal((await fetched(socketPath, "/health")).status, 200, "control: it still runs");
    assert.equal(await ask("POST"), 202);
    assert.equal(await ended, 0);
    assert.match(printed(), /"stopping"/);
  });

  test("boots and attests as a bundle, under the same flags", async () => {
    const { child, socketPath, listening } = start({ main: await bundled() });
    await listening();
    assert.equal((await fetched(socketPath, `/attestation?nonce=${"00".repeat(16)}`)).status, 200);
    child.kill("SIGKILL");
  });

  test("answers bad requests with a code and no stack", async () => {
    const { child, socketPath, listening } = start();
    await listening();
    for (const [path, status, code] of [
      ["/attestation", 400, "NONCE_INVALID"],
      ["/attestation?nonce=00", 400, "NONCE_INVALID"],
      [`/attestation?nonce=${"00".repeat(16)}&nonce=${"11".repeat(16)}`, 400, "NONCE_INVALID"],
      ["/", 404, "NOT_FOUND"],
      ["/..%2f..", 404, "NOT_FOUND"],
    ] as const) {
      const answer = await fetched(socketPath, path);
      assert.equal(answer.status, status, path);
      assert.equal(JSON.parse(answer.body.toString()).error.data.code, code);
      assert.doesNotMatch(answer.body.toString(), /\bat .*:\d+/);
    }
    const posted = request({ socketPath, method: "POST", path: "/health" }).end("{}");
    const [answer] = (await once(posted, "response")) as [{ statusCode: number }];
    assert.equal(answer.statusCode, 405);
    child.kill("SIGKILL");
  });

  for (const [name, text, message] of [
    ["a wrong member", JSON.stringify({ ...config, operator: "nobody" }), /operator: 0x and 40/],
    ["the relay's configuration", JSON.stringify({ ...config, role: "relay" }), /chains: /],
    ["no JSON", "{", /not strict JSON/],
    ["300 KiB", " ".repeat(300_000), /too large/],
  ] as const)
    test(`refuses ${name} in one line without a stack, exit code 1`, async () => {
      const { ended, printed } = start({ config: write("wrong.json", text) });
      assert.equal(await ended, 1);
      assert.match(printed(), message);
      assert.doesNotMatch(printed(), /\n\s+at /);
    });

  test("gives its log to whoever takes it, the same lines as on stderr, and why a boot ended", async () => {
    const path = join(directory, "log.sock");
    let taken = "";
    const taker = createServer((socket) => socket.on("error", () => {}).on("data", (text) => (taken += text)));
    await new Promise<void>((resolve) => taker.listen(path, resolve));
    const flagsOf = (config: string) => [
      ...["--config", config, "--nsm", `simulated:${join(directory, "nsm")}`, "--egress", "unix:/nowhere"],
      ...["--http", `unix:${join(directory, `logged-${started++}.sock`)}`, "--log", `unix:${path}`],
    ];
    try {
      const args = flagsOf(sound);
      const serving = start({ args });
      await serving.listening();
      assert.equal((await fetched((args[7] ?? "").slice("unix:".length), "/health")).status, 200);
      serving.child.kill("SIGTERM");
      assert.equal(await serving.ended, 0);
      assert.equal(taken, serving.printed());
      taken = "";
      const refused = start({ args: flagsOf(write("refused.json", "{}")) });
      assert.equal(await refused.ended, 1);
      const last = JSON.parse(taken.trimEnd().split("\n").at(-1) ?? "") as { event: string; reason: string };
      assert.equal(last.event, "ended");
      assert.ok(refused.printed().includes(last.reason), refused.printed());
    } finally {
      taker.close();
    }
  });

  test("says how it is used when a flag is missing or unknown", async () => {
    for (const args of [[], ["--config", sound], ["--debug"]]) {
      const { ended, printed } = start({ args });
      assert.equal(await ended, 1);
      assert.match(printed(), /usage: signer --config FILE/);
    }
  });
});

describe("the process's memory", () => {
  for (const flag of [
    "--inspect=127.0.0.1:0",
    "--heapsnapshot-signal=SIGUSR2",
    "--heapsnapshot-near-heap-limit=1",
    "--heap-prof",
    "--report-on-signal",
    "--report-uncaught-exception",
  ])
    test(`is not opened by ${flag}: it does not start`, async () => {
      const { outcome, printed } = start({ node: [...flags, `--diagnostic-dir=${directory}`, flag] });
      assert.equal(await outcome(), 1);
      assert.match(printed(), /opens its memory/);
    });

  test("is not opened by the same in NODE_OPTIONS", async () => {
    for (const flag of ["--heapsnapshot-signal=SIGUSR2", "--report-on-signal", "--inspect=127.0.0.1:0"]) {
      const { outcome, printed } = start({ environment: { NODE_OPTIONS: flag } });
      assert.equal(await outcome(), 1, flag);
      assert.match(printed(), /opens its memory/);
    }
  });

  test("on a terminal, as an enclave's console is, is not opened either, and the program starts", async () => {
    const onTerminal = (environment: Record<string, string>) => {
      const socketPath = join(directory, `${started++}.sock`);
      const own = ["--config", sound, "--nsm", `simulated:${join(directory, "nsm")}`, "--http", `unix:${socketPath}`];
      const command = [process.execPath, ...flags, program, ...own, "--egress", "unix:/nowhere"].join(" ");
      const child = spawn("script", ["-qec", command, "/dev/null"], { env: { ...process.env, ...environment } });
      children.add(child);
      return new Promise<string>((said) => {
        let printed = "";
        child.stdout.on("data", (part) => {
          printed += part;
          if (/"listening"|opens its memory/.test(printed)) said(printed);
        });
        child.once("close", () => said(printed));
      });
    };
    assert.match(await onTerminal({}), /"event":"listening"/);
    const opened = await onTerminal({ NODE_OPTIONS: "--heapsnapshot-signal=SIGWINCH" });
    assert.match(opened, /opens its memory: something listens to SIGWINCH/);
  });

  test("is not opened by SIGUSR1; the kernel keeps none of it in a core", async () => {
    const { child, listening, printed, socketPath, ended } = start();
    await listening();
    assert.match(readFileSync(`/proc/${child.pid}/coredump_filter`, "latin1"), /^0+\n$/);
    child.kill("SIGUSR1");
    assert.equal((await fetched(socketPath, "/health")).status, 200);
    assert.doesNotMatch(printed(), /Debugger listening/);
    child.kill("SIGKILL");
    await ended;
    // Control: the same signal opens the inspector of a program that is not hardened.
    const control = spawn(process.execPath, [
      "--inspect-port=127.0.0.1:0",
      "-e",
      "setTimeout(() => {}, 20_000); console.log('up')",
    ]);
    children.add(control);
    await once(control.stdout, "data");
    control.kill("SIGUSR1");
    const [said] = (await once(control.stderr, "data")) as [Buffer];
    assert.match(said.toString(), /Debugger listening/);
    control.kill("SIGKILL");
  });

  test("says nothing of itself when it crashes but the place", () => {
    const harden = join(import.meta.dirname, "harden.ts");
    const crash = `
      const { hardenProcess } = await import(${JSON.stringify(harden)});
      hardenProcess((event) => process.stdout.write(JSON.stringify(event)));
      setTimeout(() => { throw new Error("a client sent hunter2"); });`;
    const script = write("src-crash.mjs", crash);
    const run = () => execFileSync(process.execPath, [script], { encoding: "utf8", stdio: "pipe" });
    assert.throws(run, (error: { status: number; stdout: string; stderr: string }) => {
      assert.equal(error.status, 1);
      assert.match(error.stdout, /"event":"fatal","kind":"exception","at":"/);
      assert.doesNotMatch(error.stdout + error.stderr, /hunter2/);
      return true;
    });
  });
});
