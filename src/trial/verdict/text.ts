import type { Style } from '../../findings/print.ts';
import type { Prepared, Substitution } from '../trial.ts';
import type { Judgement } from './judge.ts';
import type { Promised } from './promises.ts';
import type { BootTimes, Timeline } from './timeline.ts';

const words: Record<Judgement['verdict'], string> = {
  'mechanism proven': 'mechanism proven: all that could be shown of its promises held',
  'not proven': 'NOT proven: not every promise held',
  undecided: 'undecided: the trial did not get to its end',
};

/** What a trial has shown, for people. */
export function printTrial(
  prepared: Prepared,
  { verdict, promises }: Judgement,
  timeline: Timeline,
  style: Style,
): string {
  const { hostname, medium, accelerator, substitutions, filesThatDiffer } = prepared;
  const colour = verdict === 'mechanism proven' ? style.bold : style.red;
  const of = (state: Promised['state']) => promises.filter((promised) => promised.state === state);
  const differ = filesThatDiffer.map((file) => `/${file}`);
  return [
    ...section(
      'When what happened',
      timeline.boots.flatMap((boot) => table(boot, timeline.boots.length > 1, style)),
      style,
    ),
    ...section(
      'What stood in the place of what cannot be here',
      substitutions.flatMap((each) => swapped(each, style)),
      style,
    ),
    ...section('Files that differ by that from those that build writes', differ, style),
    ...section(
      'Held',
      of('held').map(({ what }) => what),
      style,
    ),
    ...section(
      'Not shown',
      of('not shown').flatMap((each) => reasoned(each, style)),
      style,
    ),
    ...section(
      'NOT held',
      of('failed').flatMap((each) => reasoned(each, style)),
      style,
    ),
    `${style.bold(hostname)}: ${colour(words[verdict])}`,
    `Alpine ${medium.release}, kernel ${medium.kernel}, in QEMU with ${accelerator.name.toUpperCase()}. Nothing of this is told of real hardware.`,
    ...(timeline.ready === null ? [] : [`Ready ${timeline.ready} s after power-on.`]),
    '',
  ].join('\n');
}

function section(title: string, lines: string[], style: Style): string[] {
  return lines.length === 0 ? [] : [style.bold(title), ...lines.map((line) => `  ${line}`), ''];
}

function swapped({ where, from, to, why }: Substitution, style: Style): string[] {
  return [`${where}: ${from} → ${to}`, style.dim(`  ${why}`)];
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function reasoned({ what, why }: Promised, style: Style): string[] {
  return [sentence(what), ...why.map((reason) => style.dim(`  ${reason}`))];
}

const column = (seconds: number) => `${seconds.toFixed(1).padStart(7)} s`;

function table({ from, stages, seconds }: BootTimes, several: boolean, style: Style): string[] {
  return [
    ...(several ? [style.dim(`from the ${from}`)] : []),
    ...stages.map(
      ({ stage, at, seconds: took }) => `${column(at)}  ${stage.padEnd(10)} ${style.dim(`${column(took)}`)}`,
    ),
    `${column(seconds)}  off`,
  ];
}
