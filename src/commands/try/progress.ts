import type { Moment } from '../../trial/run/observed.ts';
import type { Context } from '../streams.ts';

const seconds = (at: number) => `${at.toFixed(0).padStart(5)} s`;

/** The stages as they come, and below them what the console says, on a terminal; nothing anywhere else. */
export function trialProgress({ streams: { stderr }, format, quiet }: Context) {
  const shown = stderr.isTTY === true && format === 'text' && !quiet;
  let before = '';
  let drawn = '';
  return {
    update({ boot, stage, at, line }: Moment) {
      if (!shown) return;
      const here = `${boot} ${stage}`;
      const fresh =
        here === before
          ? ''
          : `\r\u001b[K${seconds(at)}  ${stage}${stage === 'firmware' ? ` (from the ${boot})` : ''}\n`;
      before = here;
      const wanted = `${fresh}\r\u001b[K${seconds(at)}    ${line.replace(/\t/g, ' ').slice(0, 66)}`;
      if (wanted === drawn) return;
      drawn = wanted;
      stderr.write(wanted);
    },
    clear() {
      if (drawn !== '') stderr.write('\r\u001b[K');
    },
  };
}
