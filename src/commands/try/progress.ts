import type { Moment } from '../../trial/run/observed.ts';
import type { Context } from '../streams.ts';

const seconds = (at: number) => `${at.toFixed(0).padStart(5)} s`;

/** Shows the stages as they begin, and the console below them; prints nothing if there is no terminal. */
export function trialProgress({ streams: { stderr }, format, quiet }: Context) {
  const shown = stderr.isTTY === true && format === 'text' && !quiet;
  let before = '';
  let drawn = '';
  return {
    update({ boot, stage, at, line }: Moment) {
      if (!shown) return;
      const here = `${boot} ${stage}`;
      if (here !== before) {
        const from = stage === 'firmware' ? ` (from the ${boot})` : '';
        stderr.write(`\r\u001b[K${seconds(at)}  ${stage}${from}\n`);
        before = here;
      }
      const now = `${seconds(at)}    ${line.replace(/\t/g, ' ').slice(0, 66)}`;
      if (now === drawn) return;
      drawn = now;
      stderr.write(`\r\u001b[K${now}`);
    },
    clear() {
      if (drawn !== '') stderr.write('\r\u001b[K');
    },
  };
}
