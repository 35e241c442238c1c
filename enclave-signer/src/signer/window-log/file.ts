// Backend `file`: records that the gateway keeps on its disk. For development: exclusivity `none`, and every report says so.
import type { Store } from "../store/store.ts";
import type { WindowLog } from "./log.ts";

/** @param name Of the log in the store, such as `windows-default`. */
export function openFileLog(store: Store, name: string): WindowLog {
  return {
    exclusivity: "none",
    append: (n, bytes) => store.appendRecord(name, n, bytes),
    read: (n) => store.readRecord(name, n),
  };
}
