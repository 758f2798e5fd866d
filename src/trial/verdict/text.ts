import type { Style } from '../../findings/print.ts';
import type { Prepared, Substitution } from '../trial.ts';
import type { Judgement } from './judge.ts';
import type { Promised } from './promises.ts';
import type { BootTimes, Timeline } from './timeline.ts';

const words: Record<Judgement['verdict'], string> = {
  'mechanism proven': 'mechanism proven: every promise that could be checked held',
  'not proven': 'NOT proven: not every promise held',
  undecided: 'undecided: the trial did not finish',
};

/** The result of a trial, for people. */
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
      'Timeline',
      timeline.boots.flatMap((boot) => table(boot, timeline.boots.length > 1, style)),
      style,
    ),
    ...section(
      'Substitutions for what a virtual machine cannot have',
      substitutions.flatMap((each) => swapped(each, style)),
      style,
    ),
    ...section('Files that differ from the built ones because of these substitutions', differ, style),
    ...section(
      'Held',
      of('held').map(({ what }) => what),
      style,
    ),
    ...section(
      'Not checked',
      of('not shown').flatMap((each) => reasoned(each, style)),
      style,
    ),
    ...section(
      'NOT held',
      of('failed').flatMap((each) => reasoned(each, style)),
      style,
    ),
    `${style.bold(hostname)}: ${colour(words[verdict])}`,
    `Alpine ${medium.release}, kernel ${medium.kernel}, in QEMU with ${accelerator.name.toUpperCase()}. None of this applies to real hardware.`,
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
