// Says what it runs on: whether a machine, its kernel and its devices are what a test supposes.
import { existsSync } from "node:fs";
import { release } from "node:os";

console.log(
  JSON.stringify({
    kernel: release(),
    node: process.version,
    vsock: existsSync("/dev/vsock"),
    nsm: existsSync("/dev/nsm"),
  }),
);
