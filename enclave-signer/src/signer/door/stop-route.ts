// POST /stop at the gateway's door: a planned end, in which the window log gets its release. The parent can end an enclave at any time and
// needs no leave for it; asked like this, the next boot need not wait a window out (docs/protocol/window-log.md).
import { InkanError } from "@inkan/link";
import type { Route } from "./route.ts";

/** @param stop Ends the program. The doors wait for this very answer before they shut. */
export function stopRoute(stop: () => void): Route {
  return {
    takes: (_method, path) => path === "/stop",
    answer({ method }) {
      if (method !== "POST") throw new InkanError("HTTP_METHOD_NOT_ALLOWED", "use POST");
      stop();
      return { status: 202, contentType: "application/json", body: '{"stopping":true}' };
    },
  };
}
