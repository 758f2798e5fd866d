/** What the thread of a digest says. */
export type ThreadAnswer =
  | { kind: 'done'; bytes: number }
  | { kind: 'digest'; sha256: string }
  | { kind: 'short' }
  | { kind: 'fault'; message: string; code: string | undefined; syscall: string | undefined };

type Order = 'end' | { bytes: Uint8Array } | { descriptor: number; start: number; size: number };

/**
 * The whole program of a thread, which gets the text of this function: the program is one file, in which no file for a
 * thread could be named. So it uses nothing from outside.
 */
export function digestThread(): void {
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { readSync } = process.getBuiltinModule('node:fs');
  const room = Buffer.allocUnsafeSlow(1024 * 1024);
  const hash = createHash('sha256');
  const answer = (it: ThreadAnswer) => parentPort?.postMessage(it);
  let done = 0;
  let next = 0;
  const update = (bytes: Uint8Array) => {
    hash.update(bytes);
    done += bytes.length;
    if (done < next) return;
    next = done + 16 * room.length;
    answer({ kind: 'done', bytes: done });
  };
  const read = (descriptor: number, start: number, size: number) => {
    for (let at = 0; at < size; ) {
      const length = readSync(descriptor, room, 0, Math.min(room.length, size - at), start + at);
      if (length === 0) return answer({ kind: 'short' });
      update(room.subarray(0, length));
      at += length;
    }
  };
  parentPort?.on('message', (order: Order) => {
    try {
      if (order === 'end') answer({ kind: 'digest', sha256: hash.digest('hex') });
      else if ('bytes' in order) update(order.bytes);
      else read(order.descriptor, order.start, order.size);
    } catch (thrown) {
      const { message, code, syscall } = thrown as NodeJS.ErrnoException;
      answer({ kind: 'fault', message, code, syscall });
    }
  });
}
