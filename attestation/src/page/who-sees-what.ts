// Who learns what of a request, by the door that it came through: SECURITY.md as a table.

export type Glance = "yes" | "no" | "own";
export type DoorKind = "enclave" | "host" | "plain";
export const parties = ["network", "gateway", "enclave", "upstream"] as const;
export const sights = ["address", "call", "marks", "answer", "traffic"] as const;
type Party = (typeof parties)[number];
type Sight = (typeof sights)[number];

/** Before the enclave, TLS decides; behind it, the rebuilt request does. */
export function whoSeesWhat(door: DoorKind): Readonly<Record<Party, Readonly<Record<Sight, Glance>>>> {
  const content = (visible: boolean) => {
    const glance = visible ? "yes" : "no";
    return { call: glance, marks: glance, answer: glance } as const;
  };
  return {
    network: { address: "yes", ...content(door === "plain"), traffic: "yes" },
    gateway: { address: "yes", ...content(door !== "enclave"), traffic: "yes" },
    enclave: { address: "no", call: "yes", marks: door === "enclave" ? "yes" : "own", answer: "yes", traffic: "yes" },
    upstream: { address: "no", call: "yes", marks: "no", answer: "yes", traffic: "own" },
  };
}

/** @param frontDoor As the evidence says. */
export const doorKind = (url: URL, frontDoor: "enclave" | "host"): DoorKind =>
  frontDoor === "enclave" ? "enclave" : url.protocol === "https:" ? "host" : "plain";
