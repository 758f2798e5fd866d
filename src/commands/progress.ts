import { printable } from '../findings/excerpt.ts';
import { type Context, isData } from './streams.ts';

/** How far something is; `total` is undefined if it is not known how much there will be. */
export interface Step {
  what: string;
  done: number;
  total: number | undefined;
  unit: 'hosts' | 'bytes';
}

/** Milliseconds after which something that takes long is shown first, and after which again. */
const onTerminal = { first: 500, again: 100 };
/** Logs of CI keep every line, so that there are few. */
const inLog = { first: 10_000, again: 30_000 };

/**
 * What is being done, how much of it is done, and how long the rest takes: on a terminal one line that is drawn again and
 * goes in the end, elsewhere a line now and then. What is done soon is not shown.
 */
export function progressDisplay({ streams: { stderr }, format, quiet }: Context, now = () => performance.now()) {
  const terminal = stderr.isTTY === true;
  const pause = terminal ? onTerminal : inLog;
  let what: string | undefined;
  let begun = 0;
  let next = 0;
  let drawn = false;
  return {
    update(step: Step) {
      if (quiet || isData(format)) return;
      const at = now();
      if (step.what !== what) {
        what = step.what;
        begun = at;
        next = at + pause.first;
      }
      if (at < next) return;
      next = at + pause.again;
      const line = lineOf(step, (at - begun) / 1000);
      stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
      drawn = terminal;
    },
    clear() {
      if (drawn) stderr.write('\r\u001b[K');
      drawn = false;
    },
  };
}

/** A display of downloads and of files that are written, as the rooms that do that call it. */
export function fileDisplay(context: Context) {
  const { update, clear } = progressDisplay(context);
  const ofFile = (doing: string) => (name: string, done: number, total: number | undefined) =>
    update({ what: doing + printable(name.slice(name.lastIndexOf('/') + 1)), done, total, unit: 'bytes' });
  return {
    clear,
    download: ofFile(''),
    writing: ofFile('writing '),
    building: (done: number, total: number) => update({ what: 'building', done, total, unit: 'hosts' }),
  };
}

function lineOf({ what, done, total, unit }: Step, seconds: number): string {
  const bytes = unit === 'bytes';
  if (total === undefined) return `${what}: ${mebibytes(done)}, ${duration(seconds)}`;
  const part = bytes
    ? `${Math.floor((done / Math.max(total, 1)) * 100)} % of ${mebibytes(total)}`
    : `${done} of ${total} hosts`;
  const left = done > 0 && done < total ? `, ${duration((seconds * (total - done)) / done)} left` : '';
  return `${what}: ${part}${left}`;
}

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

function duration(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
