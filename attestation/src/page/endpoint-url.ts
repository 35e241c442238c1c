// What a person typed as an endpoint, or what a link to the page named.

const charactersMax = 2_048;

/** @returns `undefined` for what is no http or https URL without user, password, query and fragment. */
export function endpointOf(text: string): URL | undefined {
  const trimmed = text.trim();
  if (trimmed.length > charactersMax) return undefined;
  const whole = /^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "") return undefined;
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return undefined;
  return url;
}

/** What the field shows at first: the link's `?endpoint=`, or the page's own origin where it was served. */
export function firstEndpoint(location: {
  readonly search: string;
  readonly origin: string;
  readonly protocol: string;
}): string {
  const named = endpointOf(new URLSearchParams(location.search).get("endpoint") ?? "");
  if (named !== undefined) return named.href;
  return /^https?:$/.test(location.protocol) ? location.origin : "";
}

/** For a command that is shown to be copied: a link's author must not write into somebody's shell. */
export const shellQuoted = (url: URL): string => `'${url.href.replaceAll("'", "%27")}'`;
