// `inkan sequencer-shim`: beside a stock op-node, so that the signer sees the block and not only its hash (docs/guides/sequencer.md).
import { readFileSync } from "node:fs";
import { startShim } from "./sequencer-shim/shim.ts";
import { parse, portOf, UsageError } from "./usage.ts";

const help = `usage: inkan sequencer-shim --engine URL --engine-port N --signer URL --signer-port N [options]

op-node's --l2 points at the engine port, its --signer.endpoint at the signer port.

  --engine URL            the execution engine's authenticated RPC (http://127.0.0.1:8551)
  --engine-port N         where op-node reaches the engine through the shim
  --signer URL            Inkan's signer (https://signer.example:9443)
  --signer-port N         where op-node reaches the signer through the shim
  --signer-ca FILE        PEM authority of Inkan's certificate; the system's when left out
  --signer-cert FILE      PEM certificate that Inkan knows this sequencer by
  --signer-key FILE       its key
  --host ADDRESS          interface of both ports (default 127.0.0.1)
  --tls-cert, --tls-key, --tls-ca FILE
                          mutual TLS towards op-node at the signer port; all three or none`;

const text = { type: "string" } as const;
const options = {
  ...{ engine: text, "engine-port": text, signer: text, "signer-port": text, host: text },
  ...{ "signer-ca": text, "signer-cert": text, "signer-key": text },
  ...{ "tls-cert": text, "tls-key": text, "tls-ca": text },
};

export async function sequencerShim(args: string[]): Promise<number> {
  const { values } = parse(args, options, help);
  const [ca, cert, key] = [values["tls-ca"], values["tls-cert"], values["tls-key"]].map(pemOf);
  const given = [ca, cert, key].filter((pem) => pem !== undefined).length;
  if (given !== 0 && given !== 3) throw new UsageError("--tls-cert, --tls-key and --tls-ca belong together");
  const signerTls = {
    ca: pemOf(values["signer-ca"]),
    cert: pemOf(values["signer-cert"]),
    key: pemOf(values["signer-key"]),
  };
  const shim = await startShim({
    host: values.host ?? "127.0.0.1",
    engine: urlOf("engine", values.engine),
    signer: urlOf("signer", values.signer),
    enginePort: portOf("engine-port", values["engine-port"] ?? ""),
    signerPort: portOf("signer-port", values["signer-port"] ?? ""),
    signerTls: Object.fromEntries(Object.entries(signerTls).filter(([, pem]) => pem !== undefined)),
    doorTls: ca !== undefined && cert !== undefined && key !== undefined ? { ca, cert, key } : undefined,
    tell: (event) => console.error(JSON.stringify(event)),
  });
  console.error(JSON.stringify({ event: "listening", enginePort: shim.enginePort, signerPort: shim.signerPort }));
  await new Promise<void>((ended) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended());
  });
  await shim.close();
  return 0;
}

const pemOf = (file: string | undefined): string | undefined =>
  file === undefined ? undefined : readFileSync(file, "utf8");

function urlOf(option: string, value: string | undefined): URL {
  if (value === undefined || !URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw new UsageError(`--${option} must be a URL with http or https\n\n${help}`);
  return new URL(value);
}
