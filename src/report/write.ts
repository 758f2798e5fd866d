import path from 'node:path';
import { Staging } from '../artifact/staging.ts';
import type { Problem } from '../findings/finding.ts';
import { writingFailed } from '../pipeline/writing-failed.ts';

/** Writes all pages into a folder, or none. */
export async function writePages(
  pages: ReadonlyMap<string, string>,
  { cwd, out }: { cwd: string; out: string },
): Promise<Problem[]> {
  let staging: Staging | undefined;
  try {
    staging = Staging.open(path.resolve(cwd, out));
    for (const [name, page] of pages) await staging.create(name, 0o644, async (append) => append(Buffer.from(page)));
    await staging.commit();
    return [];
  } catch (thrown) {
    staging?.discard();
    const problem = writingFailed(thrown, { cwd, out });
    if (!problem) throw thrown;
    return [problem];
  }
}
