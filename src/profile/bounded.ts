import { closeSync, constants, fstatSync, openSync, promises, readSync, type Stats } from 'node:fs';

/** Opening a pipe that nothing writes to would wait for ever, and reading from one, too. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const pause = 20;
/** How long a pipe may have no writer: programs that a shell starts for it begin at once. */
const patience = 5000;
const chunkSize = 64 * 1024;

export class TooLarge extends Error {}

const shown = (limit: number) => (limit < 2 ** 20 ? `${limit / 2 ** 10} KiB` : `${limit / 2 ** 20} MiB`);

function check(info: Stats, limit: number): void {
  if (info.isCharacterDevice() || info.isBlockDevice()) throw new Error('it is a device');
  if (info.size > limit) throw new TooLarge(`it has more than ${shown(limit)}`);
}

/** Decides, after each read, whether the end was reached; throws if it should not go on. */
class Progress {
  readonly chunks: Buffer[] = [];
  #length = 0;
  #waited = 0;
  #written = false;
  readonly #pipe: boolean;
  readonly #limit: number;

  constructor(info: Stats, limit: number) {
    this.#pipe = info.isFIFO();
    this.#limit = limit;
  }

  add(chunk: Buffer): 'go on' | 'wait' | 'end' {
    if (chunk.length === 0) return this.#pipe && !this.#written ? this.#wait() : 'end';
    this.#written = true;
    this.chunks.push(Buffer.from(chunk));
    this.#length += chunk.length;
    if (this.#length > this.#limit) throw new TooLarge(`it has more than ${shown(this.#limit)}`);
    return 'go on';
  }

  /** EAGAIN: there is a writer, and nothing to read yet. */
  failed(thrown: unknown): 'wait' {
    if ((thrown as NodeJS.ErrnoException).code !== 'EAGAIN') throw thrown;
    this.#written = true;
    return 'wait';
  }

  #wait(): 'wait' {
    this.#waited += pause;
    if (this.#waited > patience) throw new Error('no program writes to the pipe');
    return 'wait';
  }
}

/** The bytes of a file or pipe. Throws the system's errors, and for devices and more bytes than `limit`. */
export async function readBounded(file: string, limit: number): Promise<Buffer> {
  const handle = await promises.open(file, flags);
  try {
    const info = await handle.stat();
    check(info, limit);
    const progress = new Progress(info, limit);
    const chunk = Buffer.alloc(chunkSize);
    for (;;) {
      const next = await handle.read(chunk, 0, chunkSize).then(
        ({ bytesRead }) => progress.add(chunk.subarray(0, bytesRead)),
        (thrown) => progress.failed(thrown),
      );
      if (next === 'end') return Buffer.concat(progress.chunks);
      if (next === 'wait') await new Promise((resolve) => setTimeout(resolve, pause));
    }
  } finally {
    await handle.close();
  }
}

/** The same, where nothing can be awaited. */
export function readBoundedSync(file: string, limit: number): Buffer {
  const descriptor = openSync(file, flags);
  try {
    const info = fstatSync(descriptor);
    check(info, limit);
    const progress = new Progress(info, limit);
    const chunk = Buffer.alloc(chunkSize);
    const attempt = () => {
      try {
        return progress.add(chunk.subarray(0, readSync(descriptor, chunk)));
      } catch (thrown) {
        return progress.failed(thrown);
      }
    };
    for (let next = attempt(); next !== 'end'; next = attempt()) {
      if (next === 'wait') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
    return Buffer.concat(progress.chunks);
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes that each kind of file may have, far above what real ones do. */
export const fileLimits = {
  secret: 64 * 2 ** 10,
  template: 2 ** 20,
  seed: 16 * 2 ** 20,
  facts: 64 * 2 ** 20,
  artifact: 2 ** 30,
};
