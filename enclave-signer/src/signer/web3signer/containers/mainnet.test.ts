// A second implementation as judge: @lodestar/types, mainnet's preset.
import { compareContainers } from "../../../../../test/harness/lodestar-containers.ts";

await compareContainers("mainnet");
