// User and system time of a process and all below it, from /proc (proc(5), /proc/pid/stat fields 14 and 15).
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Seconds, of the processes named and their descendants, threads included. */
export function processorSeconds(pids: readonly number[]): number {
  const stats = readdirSync("/proc").flatMap((entry) => (/^\d+$/.test(entry) ? (statOf(entry) ?? []) : []));
  const counted = new Set(pids);
  for (let before = -1; before !== counted.size; ) {
    before = counted.size;
    for (const { pid, parent } of stats) if (counted.has(parent)) counted.add(pid);
  }
  return stats.filter(({ pid }) => counted.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond;
}

function statOf(entry: string): { pid: number; parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${entry}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { pid: Number(entry), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // ended meanwhile
  }
}
