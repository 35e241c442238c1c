// Routes of the signer behind a bare HTTP server on a socket file: what its door does, without the door.
import { createServer } from "node:http";
import type { Route } from "../../enclave-signer/src/signer/door/route.ts";

export async function serveRoutes(path: string, routes: () => readonly Route[]): Promise<{ close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const [asked = "", query = ""] = (request.url ?? "").split("?", 2);
    const pieces: Uint8Array[] = [];
    for await (const piece of request) pieces.push(piece as Uint8Array);
    const method = request.method ?? "";
    const route = routes().find((candidate) => candidate.takes(method, asked));
    if (route === undefined) return void response.writeHead(404).end();
    const { accept, authorization, "content-type": contentType } = request.headers;
    const body = Buffer.concat(pieces);
    const asker = { method, path: asked, query, accept, contentType, authorization, body, client: undefined };
    const answer = await route.answer(asker);
    response.writeHead(answer.status, { "content-type": answer.contentType }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
