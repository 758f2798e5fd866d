import type { Moment } from '../../trial/run/observed.ts';
import { type Context, isData } from '../streams.ts';

const seconds = (at: number) => `${at.toFixed(0).padStart(5)} s`;

/** Shows the stages as they begin, and on a terminal the console below them. */
export function trialProgress({ streams: { stderr }, format, quiet }: Context) {
  const terminal = stderr.isTTY === true;
  const clear = terminal ? '\r\u001b[K' : '';
  let before = '';
  let drawn = '';
  return {
    update({ boot, stage, at, line }: Moment) {
      if (quiet || isData(format)) return;
      const here = `${boot} ${stage}`;
      if (here !== before) {
        const from = stage === 'firmware' ? ` (from the ${boot})` : '';
        stderr.write(`${clear}${seconds(at)}  ${stage}${from}\n`);
        before = here;
      }
      if (!terminal) return;
      const now = `${seconds(at)}    ${line.replace(/\t/g, ' ').slice(0, 66)}`;
      if (now === drawn) return;
      drawn = now;
      stderr.write(`${clear}${now}`);
    },
    clear() {
      if (drawn !== '') stderr.write(clear);
    },
  };
}
