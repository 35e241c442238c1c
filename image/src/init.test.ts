// Attacker: a hypervisor's fault, or a host so busy that a request to the NSM takes seconds, either of which must not make the clock of an enclave worse.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { imageRoot } from "./inputs.ts";

const skip = spawnSync("gcc", ["--version"]).status === 0 ? false : "needs gcc";

/** Of three numbers a line: what the clock said before, what the NSM said, what the clock said after. */
const program = `#include <stdio.h>
#include <inttypes.h>
#include "correction.h"
int main(void)
{
	const char *names[] = { "slew", "step", "refused" };
	int64_t before, nsm, after;
	while (scanf("%" SCNd64 " %" SCNd64 " %" SCNd64, &before, &nsm, &after) == 3) {
		int64_t offset = certain_offset(before, nsm, after);
		printf("%" PRId64 " %s\\n", offset, names[correction_of(offset)]);
	}
	return 0;
}
`;

describe("what init does about the system's clock", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "inkan-init-"));
  const compiled = join(folder, "correction");
  before(() => {
    const source = join(folder, "correction.c");
    writeFileSync(source, program);
    execFileSync("gcc", ["-Wall", "-Wextra", "-Werror", "-I", join(imageRoot, "init"), "-o", compiled, source]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const now = 1_800_000_000_000;
  for (const [what, nsmMs, tookMs, expected] of [
    ["right", 0, 1, "0 slew"],
    ["behind by half a second", 501, 1, "500 slew"],
    ["behind by more", 502, 1, "501 step"],
    ["behind by a year", 31_536_000_001, 1, "31536000000 step"],
    ["ahead by half a second", -500, 1, "-500 slew"],
    ["ahead by more", -501, 1, "-501 step"],
    ["ahead by a minute", -60_000, 1, "-60000 step"],
    ["ahead by more than a minute", -60_001, 1, "-60001 refused"],
    ["ahead by a year", -31_536_000_000, 1, "-31536000000 refused"],
    ["right, by a request that took five seconds", 1_000, 5_000, "0 slew"],
    ["behind by seven seconds, of which two are certain", 7_000, 5_000, "2000 step"],
    ["ahead by one second, in a slow request", -1_000, 5_000, "-1000 step"],
  ] as const)
    test(`${what}: ${expected}`, () => {
      const input = `${now} ${now + nsmMs} ${now + tookMs}\n`;
      assert.equal(execFileSync(compiled, { input, encoding: "utf8" }).trim(), expected);
    });
});
