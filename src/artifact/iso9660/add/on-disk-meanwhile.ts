import { fdatasync, fstatSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const onDisk = promisify(fdatasync);

/** Milliseconds between two orders to the disk. */
const pause = 50;

/**
 * Runs `work`, which writes to an open file, and has the disk write meanwhile what is there: the kernel begins late, and
 * to wait for all of it at the end takes as long again as to copy it. All of it is on the disk in the end. `progress` is
 * called now and then with the bytes that the file has.
 */
export async function onDiskMeanwhile(
  descriptor: number,
  work: () => Promise<void>,
  progress?: (done: number) => void,
): Promise<void> {
  const done = new AbortController();
  const report = () => progress?.(fstatSync(descriptor).size);
  const flush = async () => {
    while (!done.signal.aborted) {
      await onDisk(descriptor);
      report();
      await setTimeout(pause, undefined, { signal: done.signal }).catch(() => undefined);
    }
  };
  const results = await Promise.allSettled([work().finally(() => done.abort()), flush()]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  await onDisk(descriptor);
  report();
}
