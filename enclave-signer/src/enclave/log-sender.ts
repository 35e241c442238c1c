// The log of an enclave without a console: its lines to the parent, as they come. What is lost is lost; nothing waits for the parent, and nothing that it sends is read.
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type Address, connect } from "@inkan/link";
import { enclaveLimits } from "./limits.ts";

export type LogSender = {
  /** @param line With its line feed. Kept until somebody listens, within a bound. */
  send(line: string): void;
  /** @param to `undefined`: nobody wants the lines. */
  open(to: Address | undefined): void;
  /** Gives what waits a moment to leave. */
  close(): Promise<void>;
};

export type LogSenderLimits = {
  readonly [Name in "logBytesWaitingMax" | "logConnectDeadlineMs" | "logPauseMs" | "logFlushDeadlineMs"]: number;
};

/**
 * Connects again as often as it has to. When lines had no room, the first that has says how many: `{"event":"log-lost","lines":3}`.
 *
 * @example
 * const sender = openLogSender();
 * sender.open(parseAddress("vsock:3:7004"));
 * sender.send('{"event":"stopping"}\n');
 */
export function openLogSender(limits: LogSenderLimits = enclaveLimits): LogSender {
  const waiting: string[] = [];
  let waitingBytes = 0;
  let lost = 0;
  let target: Address | undefined;
  let isWanted = true;
  let isClosing = false;
  let socket: Socket | undefined;

  const pump = () => {
    while (socket !== undefined && waiting.length > 0 && !socket.writableNeedDrain) {
      const line = waiting.shift() ?? "";
      waitingBytes -= Buffer.byteLength(line);
      socket.write(line);
    }
  };

  const keep = (line: string): boolean => {
    const bytes = Buffer.byteLength(line);
    if (waitingBytes + bytes > limits.logBytesWaitingMax) return false;
    waiting.push(line);
    waitingBytes += bytes;
    return true;
  };

  function use(opened: Socket): void {
    socket = opened;
    opened.unref();
    opened.on("error", () => {});
    opened.on("drain", pump);
    // Whoever answers a log is none that takes one.
    opened.once("data", () => opened.destroy());
    opened.once("end", () => opened.destroy());
    opened.once("close", () => {
      socket = undefined;
      again();
    });
    pump();
  }

  function dial(): void {
    if (target === undefined || isClosing) return;
    connect(target, { deadlineMs: limits.logConnectDeadlineMs }).then(use, again);
  }

  function again(): void {
    if (!isClosing) setTimeout(dial, limits.logPauseMs).unref();
  }

  return {
    send(line) {
      if (!isWanted) return;
      if (lost > 0 && keep(`${JSON.stringify({ event: "log-lost", lines: lost })}\n`)) lost = 0;
      if (lost > 0 || !keep(line)) lost++;
      pump();
    },
    open(to) {
      target = to;
      isWanted = to !== undefined;
      if (!isWanted) waiting.length = waitingBytes = 0;
      else dial();
    },
    async close() {
      const hasLeft = () => socket !== undefined && waiting.length === 0 && socket.writableLength === 0;
      // A boot that failed at once may be quicker than the connection.
      for (
        let waitedMs = 0;
        target !== undefined && !hasLeft() && waitedMs < limits.logFlushDeadlineMs;
        waitedMs += lookMs
      )
        await delay(lookMs);
      isClosing = true;
      socket?.destroySoon();
    },
  };
}

const lookMs = 5;
