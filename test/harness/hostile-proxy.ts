// Somebody on the way to a genuine endpoint: reads each exchange, and changes what a test says. Without a behaviour it passes all on as it is.
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};
export type Answered = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

export type Behaviour = {
  /** What goes on to the endpoint in place of what was asked. */
  readonly ask?: (asked: Asked) => Asked;
  /** What goes back in place of what was answered. */
  readonly answer?: (answered: Answered, asked: Asked) => Answered;
  /** Answers in the endpoint's place; `false`: this one passes. */
  readonly instead?: (asked: Asked, response: ServerResponse) => boolean;
};

export type HostileProxy = {
  readonly port: number;
  behave(behaviour: Behaviour): void;
  /** Exchanges so far, as the endpoint answered them. */
  readonly passed: readonly { readonly asked: Asked; readonly answered: Answered }[];
  close(): Promise<void>;
};

/** @param target Port of the endpoint on this machine. The client's Host field goes on, so that the endpoint signs for what the client asked. */
export async function startHostileProxy(target: number): Promise<HostileProxy> {
  let behaviour: Behaviour = {};
  const passed: { asked: Asked; answered: Answered }[] = [];
  const server = createServer(async (request, response) => {
    response.on("error", () => {});
    const { method = "GET", url = "/", headers } = request;
    const asked: Asked = { method, url, headers, body: await contentOf(request) };
    const isPreflight = method === "OPTIONS";
    if (!isPreflight && behaviour.instead?.(asked, response)) return;
    const sent = (isPreflight ? undefined : behaviour.ask?.(asked)) ?? asked;
    const answered = await forward(target, sent).catch(() => undefined);
    if (answered === undefined) return void response.destroy();
    passed.push({ asked, answered });
    const {
      status,
      headers: fields,
      body,
    } = (isPreflight ? undefined : behaviour.answer?.(answered, asked)) ?? answered;
    response.writeHead(status, { ...fields, "content-length": body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    behave(next) {
      behaviour = next;
    },
    passed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(port: number, { method, url, headers, body }: Asked): Promise<Answered> {
  const { connection: _, "transfer-encoding": __, ...rest } = headers;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: "127.0.0.1", port, method, path: url, headers: { ...rest, "content-length": body.length }, agent: false },
      async (answer) => {
        const { connection: ___, "keep-alive": ____, "transfer-encoding": _____, ...fields } = answer.headers;
        resolve({ status: answer.statusCode ?? 0, headers: fields, body: await contentOf(answer) });
      },
    );
    sent.on("error", reject).end(body);
  });
}

async function contentOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
