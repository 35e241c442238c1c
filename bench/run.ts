// `npm run bench` measures the relay, `npm run bench -- sign` the signer; options go on to either.
const subjects = { relay: () => import("./relay.ts"), sign: () => import("./sign.ts") } as const;

const [first = "relay"] = process.argv.slice(2);
if (first in subjects) process.argv.splice(2, 1);
else if (!first.startsWith("--")) {
  console.error(`no benchmark '${first}'; there are ${Object.keys(subjects).join(" and ")}`);
  process.exit(2);
}
await subjects[first in subjects ? (first as keyof typeof subjects) : "relay"]();
