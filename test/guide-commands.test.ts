// A reader who copies an `inkan` command from README.md or a guide: the command exists, and its help names every flag that stands there.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gatewayFlagNames } from "../gateway/src/config.ts";

const root = join(import.meta.dirname, "..");
const program = join(root, "cli/src/main.ts");
/** Commands that are lists of commands, each with a help of its own. */
const groups = new Set(["kms", "registry"]);

const helps = new Map<string, string>();
function helpOf(command: string): string {
  let help = helps.get(command);
  if (help === undefined) {
    const { status, stdout } = spawnSync(process.execPath, [program, ...command.split(" "), "--help"], {
      encoding: "utf8",
    });
    assert.equal(status, 0, `inkan ${command} --help`);
    help = stdout;
    helps.set(command, help);
  }
  return help;
}

/** `inkan …` in code of Markdown, lines that end in a backslash joined: the command's words and its flags. */
function commandsIn(markdown: string): { readonly command: string; readonly flags: readonly string[] }[] {
  const joined = markdown.replace(/\\\n\s*/g, " ");
  const code = [...joined.matchAll(/```[a-z]*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(
    ([, block, span]) => block ?? span ?? "",
  );
  return code.flatMap((text) =>
    text.split("\n").flatMap((line) => {
      const [, name = "", second = "", rest = ""] =
        /^(?:.*[;&]\s*|\s*(?:\$ )?)(?:npx )?inkan ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?(.*)$/.exec(line) ?? [];
      if (name === "") return [];
      const [used = ""] = rest.split(/\s#|\||>/);
      const flags = [...used.matchAll(/(?:^|\s)(--[a-z][a-z0-9-]*)/g)].map(([, flag = ""]) => flag);
      return [{ command: groups.has(name) && second !== "" ? `${name} ${second}` : name, flags }];
    }),
  );
}

describe("commands of README.md and the guides", () => {
  const files = ["README.md", ...globSync("docs/guides/*.md", { cwd: root })];
  let seen = 0;
  for (const file of files)
    test(file, () => {
      for (const { command, flags } of commandsIn(readFileSync(join(root, file), "utf8"))) {
        const help = helpOf(command);
        for (const flag of flags) assert.match(help, new RegExp(`${flag}(?![a-z0-9-])`), `inkan ${command} ${flag}`);
        seen += flags.length;
      }
    });
  test("there were such flags, and one that is none would be found", () => {
    assert.ok(seen > 50, `${seen} flags`);
    const [found] = commandsIn("```\ninkan gateway --http-port 8545 \\\n  --no-such-flag x\n```");
    assert.deepEqual(found, { command: "gateway", flags: ["--http-port", "--no-such-flag"] });
    assert.doesNotMatch(helpOf("gateway"), /--no-such-flag/);
  });
});

test("the gateway's help names each of its flags", () => {
  for (const name of gatewayFlagNames) assert.match(helpOf("gateway"), new RegExp(`--${name}(?![a-z0-9-])`), name);
});

test("a role's help is help, and exits with 0", () => {
  for (const role of ["relay", "signer"]) assert.match(helpOf(role), new RegExp(`^usage: inkan ${role} --config`));
});
