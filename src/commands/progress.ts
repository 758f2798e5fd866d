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
