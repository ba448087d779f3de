/**
 * A disk that is full soon.
 *
 * @module
 */

/** Runs `work` with a folder on a disk of its own; skips the test where no disk may be mounted. */
export async function withSmallDisk(
  t: Deno.TestContext,
  megabytes: number,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const mount = await new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder],
    stderr: "null",
  }).output().catch(() => ({ success: false }));
  if (!mount.success) {
    await Deno.remove(folder);
    await t.step({ name: "needs the right to mount a small file system", ignore: true, fn() {} });
    return;
  }
  try {
    await work(folder);
  } finally {
    await new Deno.Command("umount", { args: [folder] }).output();
    await Deno.remove(folder, { recursive: true });
  }
}
