// Files that the browser makes itself: nothing is sent anywhere.

/** Offers `parts` as a file. */
export function offerFile(name: string, type: string, content: string | Uint8Array): void {
  const url = URL.createObjectURL(new Blob([content as BlobPart], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own reference by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @example fileName(new URL("https://rpc.example:8443/eth"), 1_800_000_000, "report") // inkan-rpc.example-8443-20270115T080000Z-report.json */
export function fileName(url: URL, at: number, what: string): string {
  const host = url.host.replaceAll(/[^a-z0-9.-]/gi, "-").slice(0, 80);
  return `inkan-${host}-${isoTime(at).replaceAll(/[-:]/g, "")}-${what}.json`;
}

/** Unix seconds as ISO 8601, whole seconds, UTC. */
export function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : `${date.toISOString().slice(0, 19)}Z`;
}
