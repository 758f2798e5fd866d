import { printable } from '../findings/excerpt.ts';
import type { Context } from './streams.ts';

/** A counter on one line of a terminal; prints nothing if there is no terminal. */
export function progressDisplay({ streams: { stderr }, format, quiet }: Context) {
  const shown = stderr.isTTY === true && format === 'text' && !quiet;
  let drawn = false;
  return {
    update(done: number, total: number) {
      if (!shown || total < 10) return;
      drawn = true;
      stderr.write(`\r${done} of ${total} hosts`);
    },
    clear() {
      if (drawn) stderr.write('\r\u001b[K');
    },
  };
}

/** What is being downloaded, and how much of it is there. */
export function downloadDisplay({ streams: { stderr }, format, quiet }: Context) {
  const shown = stderr.isTTY === true && format === 'text' && !quiet;
  let last = 0;
  return {
    update(url: string, done: number, total: number | undefined) {
      const now = performance.now();
      if (!shown || (now - last < 100 && done !== total)) return;
      last = now;
      const part = total ? `${Math.floor((done / total) * 100)} % of ${mebibytes(total)}` : mebibytes(done);
      stderr.write(`\r\u001b[K${printable(url.slice(url.lastIndexOf('/') + 1))}: ${part}`);
    },
    clear() {
      if (last > 0) stderr.write('\r\u001b[K');
    },
  };
}

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
