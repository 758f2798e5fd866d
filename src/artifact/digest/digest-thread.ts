/** What the thread of a digest says. */
export type ThreadAnswer =
  | { kind: 'digest'; sha256: string }
  | { kind: 'short' }
  | { kind: 'fault'; message: string; code: string | undefined; syscall: string | undefined };

/**
 * The whole program of a thread, which gets the text of this function: the program is one file, in which no file for a
 * thread could be named. So it uses nothing from outside.
 */
export function digestThread(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { readSync } = process.getBuiltinModule('node:fs');
  const room = Buffer.allocUnsafeSlow(1024 * 1024);
  const digestOf = (descriptor: number, size: number): ThreadAnswer => {
    const hash = createHash('sha256');
    for (let at = 0; at < size; ) {
      const length = readSync(descriptor, room, 0, Math.min(room.length, size - at), at);
      if (length === 0) return { kind: 'short' };
      hash.update(room.subarray(0, length));
      at += length;
    }
    return { kind: 'digest', sha256: hash.digest('hex') };
  };
  const { descriptor, size } = workerData as { descriptor: number; size: number };
  let answer: ThreadAnswer;
  try {
    answer = digestOf(descriptor, size);
  } catch (thrown) {
    const { message, code, syscall } = thrown as NodeJS.ErrnoException;
    answer = { kind: 'fault', message, code, syscall };
  }
  parentPort?.postMessage(answer);
}
