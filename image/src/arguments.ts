// The command line of a role in its enclave, measured like all else in the application's ramdisk: Node's flags, then the program's.

export type Role = "relay" | "signer";

/** Where the ramdisk has things. */
export const paths = {
  node: "/bin/node",
  native: "/lib/inkan.node",
  bls: "/lib/bls.node",
  program: (role: Role) => `/app/${role}.mjs`,
} as const;

/** Ports on the parent's side of vsock; docs/protocol/configuration.md. */
const parentPorts = {
  ...{ relayConfig: 7000, signerConfig: 7001, egress: 7002, store: 7003 },
  ...{ relayLog: 7004, signerLog: 7005 },
} as const;
const anyCid = 4_294_967_295;

/** MiB; as in the command line's `relay` and `signer`. */
const semiSpaceMiB: Readonly<Record<Role, number>> = { relay: 4, signer: 16 };

/** Reads the program and what Node looks for itself; writes nothing but its own filter for core dumps; no children, no inspector. */
const nodeFlags = (role: Role): string[] => [
  "--permission",
  "--allow-addons",
  ...["/app/", "/lib/", "/proc/self/", "/dev/nsm"].map((path) => `--allow-fs-read=${path}`),
  ...["/proc/self/coredump_filter", "/dev/nsm"].map((path) => `--allow-fs-write=${path}`),
  "--disable-proto=throw",
  "--disallow-code-generation-from-strings",
  "--disable-sigusr1",
  "--disable-warning=SecurityWarning",
  `--max-semi-space-size=${semiSpaceMiB[role]}`,
];

/** @param parentCid The parent instance's vsock address: 3 on AWS, 2 where a VMM's host is the parent. */
export function roleArguments(role: Role, parentCid: number): string[] {
  const parent = (port: number) => `vsock:${parentCid}:${port}`;
  const own = (port: number) => `vsock:${anyCid}:${port}`;
  const both = ["--nsm", "device:/dev/nsm", "--egress", parent(parentPorts.egress)];
  const terms =
    role === "relay"
      ? [
          ...["--config", parent(parentPorts.relayConfig), ...both, "--http", own(8545), "--tls", own(8443)],
          ...["--log", parent(parentPorts.relayLog)],
        ]
      : [
          ...["--config", parent(parentPorts.signerConfig), ...both, "--http", own(9001), "--tls", own(9000)],
          ...["--store", parent(parentPorts.store), "--log", parent(parentPorts.signerLog)],
        ];
  return [paths.node, ...nodeFlags(role), paths.program(role), ...terms];
}
