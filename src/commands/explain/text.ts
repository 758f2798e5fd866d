import { type Cause, causeWords, type ExplainedEntry, type ExplainedFile } from '../../compare/explain/explained.ts';
import { printable } from '../../findings/excerpt.ts';
import type { Style } from '../../findings/print.ts';

/** More keys on one line help no one. */
const most = 6;

/** A list of all entries but folders, with what asked for each. */
export function entriesText(entries: readonly ExplainedEntry[]): string {
  return entries.map((each) => `${printable(each.path)}: ${madeBy(each)}${askedFor(each)}\n`).join('');
}

export function fileText(file: ExplainedFile, { bold, dim }: Style): string {
  const { path, type, mode, owner, target, secret, exists_because_of, attributes_from, lines, not_tried } = file;
  const head = [
    bold(
      `${printable(path)}: ${type}, mode ${mode}, owner ${owner}${target === undefined ? '' : ` -> ${printable(target)}`}`,
    ),
    `made by ${madeBy(file)}${askedFor(file)}`,
    ...part('without these there is no such file', exists_because_of),
    ...part(lines ? 'mode and owner depend on' : 'what it is depends on', attributes_from),
    ...(secret ? ['its content is a secret, which is not shown'] : []),
  ];
  const untried = part('nothing is known of these, without which the profile is not valid', not_tried);
  const blocks = [head, lines ? groups(file, lines, dim) : [], untried].filter((block) => block.length > 0);
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

/** Lines that follow each other and depend on the same keys, below these keys. */
function groups(file: ExplainedFile, lines: NonNullable<ExplainedFile['lines']>, dim: Style['dim']): string[] {
  const width = String(lines.length).length;
  let last: string | undefined;
  return lines.flatMap(({ number, text, from }) => {
    const why = from.length > 0 ? `from ${named(from)}` : `from the feature ${file.feature} itself`;
    const shown = text.split('\t').map(printable).join('\t');
    const line = `${String(number).padStart(width + 2)} | ${shown}`;
    if (why === last) return [line];
    last = why;
    return [dim(why), line];
  });
}

const madeBy = ({ feature, template }: ExplainedEntry) =>
  `the feature ${feature}${template ? ` (template ${template})` : ''}`;

const askedFor = ({ asked_for_by: causes }: ExplainedEntry) => (causes.length > 0 ? `, for ${named(causes)}` : '');

const part = (title: string, causes: readonly Cause[]) => (causes.length > 0 ? [`${title}: ${named(causes)}`] : []);

function named(causes: readonly Cause[]): string {
  const words = causes.slice(0, most).map(causeWords);
  return `${words.join(', ')}${causes.length > most ? ` and ${causes.length - most} more` : ''}`;
}
