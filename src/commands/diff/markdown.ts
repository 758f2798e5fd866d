import type { Comparison } from '../../compare/compare.ts';
import { attributeLines, meaningOf } from './words.ts';

/** GitHub takes 65,536 characters for a comment (GitLab a million), and the rest of it needs some. */
export const longestComment = 60_000;

/** For a comment on a change. Whatever a profile says is code: it mentions no one and is no markup. */
export function diffMarkdown(
  before: string,
  after: string,
  comparison: Comparison,
  most: number = longestComment,
): string {
  const title = `### ${inCode(before)} → ${inCode(after)}\n`;
  const secrets = [
    ...named('Secrets that were not compared', comparison.unknown),
    ...named('Not known, because this user may not read them on the host', comparison.unread),
  ];
  if (comparison.equal) return [title, 'No differences.', ...secrets, ''].join('\n');
  const meaning = meaningOf(comparison).map((line) => `- ${inCode(line)}`);
  const attributes = comparison.files.flatMap(attributeLines).map((line) => `- ${inCode(line)}`);
  const head = cut(
    [
      title,
      ...meaning,
      ...(attributes.length > 0 ? ['', '#### Modes, links and digests', ''] : []),
      ...attributes,
      ...secrets,
    ],
    most,
  );
  let length = head.length;
  const diffs = comparison.files.flatMap(({ path, change, diff }) =>
    diff === undefined ? [] : [details(path, change, diff)],
  );
  const fitting = diffs.filter((text) => {
    length += text.length;
    return length <= most;
  });
  const left = diffs.length - fitting.length;
  return [
    head,
    ...fitting,
    ...(left > 0 ? [`${left} more ${left === 1 ? 'file is' : 'files are'} too long for a comment.`] : []),
    '',
  ].join('\n');
}

const named = (title: string, paths: string[]): string[] =>
  paths.length > 0 ? ['', `#### ${title}`, '', ...paths.map((path) => `- ${inCode(path)}`)] : [];

function cut(lines: string[], most: number): string {
  const text = lines.join('\n');
  return text.length <= most ? text : `${text.slice(0, text.lastIndexOf('\n', most))}\n- and more`;
}

function details(path: string, change: string, diff: string): string {
  const fence = longestRun(diff, 2);
  return `\n<details><summary><code>${html(path)}</code> ${change}</summary>\n\n${fence}diff\n${diff.trimEnd()}\n${fence}\n\n</details>`;
}

export function inCode(text: string): string {
  const fence = longestRun(text, 0);
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** One backtick more than the text has in a row, so that none in it ends the code. */
function longestRun(text: string, least: number): string {
  const longest = Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
