// A second implementation as judge: @lodestar/types, the minimal preset.
import { compareContainers } from "../../../../../test/harness/lodestar-containers.ts";

await compareContainers("minimal");
