// A guest's program is a row of checks: each prints one line, and the exit code says whether all passed. No test runner is in the guest.
export type Check = (name: string, run: () => Promise<string | undefined> | string | undefined) => Promise<void>;

/**
 * Runs `suite`, then ends the process: 0 when every check passed. One that takes longer than `deadlineMs` has failed.
 *
 * @param suite Calls `check` for each; what a check returns is printed behind its name.
 */
export async function runChecks(suite: (check: Check) => Promise<void>, deadlineMs = 60_000): Promise<never> {
  let passed = 0;
  let failed = 0;
  const check: Check = async (name, run) => {
    const startedMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not done after ${deadlineMs} ms`)), deadlineMs);
      });
      const said = await Promise.race([run(), late]);
      passed++;
      console.log(
        `ok   ${name} (${Math.round(performance.now() - startedMs)} ms)${said === undefined ? "" : `: ${said}`}`,
      );
    } catch (thrown) {
      failed++;
      const { stack = String(thrown), code } = thrown as NodeJS.ErrnoException;
      console.log(`FAIL ${name}: ${code ?? ""} ${stack.split("\n").slice(0, 6).join(" | ")}`);
    } finally {
      clearTimeout(timer);
    }
  };
  await suite(check).catch((thrown: Error) => {
    failed++;
    console.log(`FAIL outside of a check: ${thrown.stack}`);
  });
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
