import path from 'node:path';
import { Staging } from './staging.ts';

/** Writes a file that others may read: whole, or the one that was there before stays. Throws what the system reports. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const staging = Staging.open(path.dirname(file));
  try {
    await staging.create(path.basename(file), 0o644, async (append) => append(Buffer.from(text)));
    await staging.commit();
  } catch (thrown) {
    staging.discard();
    throw thrown;
  }
}
