// `inkan gateway`: the untrusted side, with its settings from flags.
import { fileURLToPath } from "node:url";
import { type GatewayFlags, gatewayFlagNames, readGatewayFlags, startGateway } from "@inkan/gateway";
import { InkanError } from "@inkan/link";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan gateway [options]

  --http-port N               HTTP that ends in the gateway; needs --relay-http
  --tls-port N                TLS that passes to the enclave, by server name; needs --relay-tls
  --host ADDRESS              interface of both (default 127.0.0.1)
  --relay-http ADDRESS        where the relay takes HTTP (unix:/path, vsock:cid:port, hybrid:/path:port)
  --relay-tls ADDRESS         where the relay takes TLS
  --relay-tls-for NAME=ADDRESS  for one server name; may be repeated
  --acme-tls ADDRESS          a relay that may be asking for a certificate of the same names while another serves them; may be repeated
  --egress ADDRESS            where the enclaves' outgoing connections arrive
  --relay-config FILE         the relay's configuration: egress connects to its targets only
  --relay-config-at ADDRESS   where the relay fetches that file, if it runs in an enclave
  --relay-log-at ADDRESS      where the relay's log arrives, if it runs in an enclave; its lines go to standard error
  --store ADDRESS             where the signer's sealed bytes and records arrive; needs --store-directory
  --store-directory DIR       where they are kept
  --windows-rpc URL           of the chain that holds the signer's window log; needs --signer-config and --windows-account
  --windows-account FILE      private key of an account that pays the gas of its records, and speaks for nobody
  --instance-metadata URL     where credentials of the instance's role are, for the signer: http://169.254.169.254
  --approvals-port N          the operators' door: approval page and statements; needs --signer-http
  --signer-http ADDRESS       where the signer takes HTTP
  --signer-tls-port N         the signer's clients, whose TLS passes to the enclave; needs --signer-tls
  --signer-tls ADDRESS        where the signer takes TLS
  --signer-config FILE        the signer's configuration: egress connects to its targets too
  --signer-config-at ADDRESS  where the signer fetches that file, if it runs in an enclave
  --signer-log-at ADDRESS     where the signer's log arrives, if it runs in an enclave
  --registration-rpc-url URL  of the chain on which the enclaves are kept registered; needs --registration-key-file
  --registration-key-file FILE  private key of an account that pays the gas, and speaks for nobody
  --registration-max-fee-gwei N  the most that it pays for one unit of gas (default: no bound)
  --metrics-port N            Prometheus metrics, on 127.0.0.1
  --requests-per-second N     per client at the HTTP door
  --requests-burst N
  --connections-per-client N`;

/**
 * The command line of a gateway's process. The small young generation keeps it under 256 MiB with 4,096 idle clients: with V8's default it
 * holds up to 259 while a thousand connections a second are made and cut.
 */
export function gatewayCommand(args: readonly string[]): {
  readonly command: string;
  readonly args: readonly string[];
} {
  const program = fileURLToPath(import.meta.resolve("./main.ts"));
  return { command: process.execPath, args: ["--max-semi-space-size=4", program, "gateway", ...args] };
}

const repeatable: ReadonlySet<string> = new Set(["relay-tls-for", "acme-tls"]);

export async function gateway(args: string[]): Promise<number> {
  const options = Object.fromEntries(
    gatewayFlagNames.map((name) => [name, { type: "string" as const, multiple: repeatable.has(name) }]),
  );
  const { values } = parse(args, options, help);
  const settings = read(values as GatewayFlags);
  const running = await startGateway(settings);
  await new Promise<void>((ended) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended());
  });
  await running.close();
  return 0;
}

function read(flags: GatewayFlags): ReturnType<typeof readGatewayFlags> {
  try {
    return readGatewayFlags(flags);
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof InkanError)
      throw new UsageError(`${thrown.message}\n\n${help}`);
    throw thrown;
  }
}
