// Asks the signers of a drill, keeps every signature that came, and prints what each said.
import type { Door } from "./door.ts";
import type { Message } from "./message.ts";
import { slashablePairs } from "./slashable.ts";

export type Asked = {
  /** `running` or `clone`. */
  readonly of: string;
  readonly message: Message;
  /** `signed`, a refusal code, or `no answer`. */
  readonly outcome: string;
  readonly ms: number;
};

export type Asking = {
  readonly asked: readonly Asked[];
  ask(of: string, door: Door, message: Message): Promise<Asked>;
  /** One line for what was asked since the last one. */
  printRow(title: string): void;
  /** Counts by signer and outcome, then the verdict. @returns Every slashable pair among all signatures. */
  conclude(): ReturnType<typeof slashablePairs>;
};

export function openAsking(publicKey: string): Asking {
  const asked: Asked[] = [];
  let printed = 0;
  return {
    asked,
    async ask(of, door, message) {
      const startedAt = performance.now();
      const path = `/api/v1/eth2/sign/${publicKey}`;
      const answer = await door.ask("POST", path, message.body).catch(() => undefined);
      const outcome = answer === undefined ? "no answer" : outcomeOf(answer);
      const one = { of, message, outcome, ms: performance.now() - startedAt };
      asked.push(one);
      return one;
    },
    printRow(title) {
      const rows = asked.slice(printed);
      printed = asked.length;
      const answers = rows.map(({ of, message, outcome }) => `${of} ${message.letter} ${outcome}`);
      console.log(`${title.padEnd(30)}  ${answers.join("   ")}`);
    },
    conclude() {
      const counts = new Map<string, number>();
      for (const { of, message, outcome } of asked) {
        const row = `${of.padEnd(8)} ${message.kind.padEnd(12)} ${outcome}`;
        counts.set(row, (counts.get(row) ?? 0) + 1);
      }
      console.log("\nsigner   asked for    answer");
      for (const [row, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
        console.log(`${row.padEnd(52)} ${String(count).padStart(5)}`);
      const signed = asked.filter(({ outcome }) => outcome === "signed").map(({ message }) => message);
      const pairs = slashablePairs(signed);
      console.log(`\n${asked.length} asked, ${signed.length} signed, ${pairs.length} slashable pairs`);
      for (const { offence, messages } of pairs)
        console.log(`SLASHABLE: ${offence}: ${messages.map(describe).join(" and ")}`);
      return pairs;
    },
  };
}

function outcomeOf({ status, code }: { readonly status: number; readonly code: string }): string {
  if (status === 200) return "signed";
  return code === "" ? `HTTP ${status}` : code;
}

const describe = ({ kind, slot, source, target, letter }: Message) =>
  kind === "block" ? `block ${letter} at slot ${slot}` : `attestation ${letter} ${source} → ${target}`;
