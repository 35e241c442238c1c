// An image's measurements, in the words of `inkan pcrs`, which `inkan registry propose` and `inkan verify` take.
import type { BuiltImage } from "@inkan/image";

export function printImage(role: string, { file, bytes, sha256, pcrs, toolchain }: BuiltImage, asJson: boolean): void {
  if (!toolchain.isPinned)
    console.error(
      `inkan image: other tools than the published PCRs were made with (here ${toolchain.gcc}, ${toolchain.ld}): PCRs will differ from the published ones`,
    );
  if (asJson) {
    console.log(JSON.stringify({ file, sha256, ...pcrs }, null, 2));
    return;
  }
  console.log(`${role}\n  file   ${file} (${(bytes / 1_000_000).toFixed(1)} MB)\n  sha256 ${sha256}`);
  for (const [name, value] of Object.entries(pcrs)) console.log(`  ${name.toUpperCase()} ${value}`);
}
