import Handlebars from 'handlebars';
import { lineAndColumn } from '../findings/locate.ts';
import type { Host } from '../host/host.ts';
import { helpers } from './helpers.ts';
import { limit } from './template-budget.ts';
import { deepest, nestedTooDeeplyAt } from './template-nesting.ts';

export type RenderedTemplate = { text: string } | { reason: string; line: number; column: number };

const noLog = 'the helper log would write into the output of the build: remove it';

/**
 * Renders a user's template with the host as context. Values are printed unescaped; the named forms of our own
 * templates are available too. Strict: a name that the host does not have is an error, not an empty string.
 */
export function renderUserTemplate(source: string, host: Host): RenderedTemplate {
  const deep = nestedTooDeeplyAt(source);
  if (deep !== undefined)
    return { reason: `it is nested more than ${deepest} levels deep`, ...lineAndColumn(source, deep) };
  const environment = Handlebars.create();
  environment.registerHelper(helpers);
  environment.registerHelper('log', () => {
    throw new Error(noLog);
  });
  const limited = limit(environment);
  try {
    const template = environment.compile(source, { noEscape: true, strict: true });
    return { text: limited(template(host)) };
  } catch (thrown) {
    const { message } = thrown as Error;
    return message.includes('Parse error on line') ? parseFault(message, source) : runFault(message, source);
  }
}

/** An unknown name, or an error of a helper: for the former, Handlebars gives the place at the end of the message. */
function runFault(message: string, source: string): RenderedTemplate {
  const missing = /^"(.+)" not defined/.exec(message) ?? /^Missing helper: "(.+)"/.exec(message);
  const partial = /^The partial (.+) could not be found/.exec(message);
  const place = / - (\d+):(\d+)$/.exec(message);
  const reason = missing
    ? `"${missing[1]}" is not defined`
    : partial
      ? `there is no partial "${partial[1]}": templates cannot include others`
      : message.replace(/ - \d+:\d+$/, '');
  if (place) return { reason, line: Number(place[1]), column: Number(place[2]) + 1 };
  const cause = partial ? /\{\{>/ : reason === noLog ? /\{\{\S*log\b/ : /^/;
  return { reason, ...lineAndColumn(source, Math.max(0, source.search(cause))) };
}

/** Handlebars reports the line where parsing failed; the cause is the last "{{" before that, or an unclosed block. */
function parseFault(message: string, source: string): RenderedTemplate {
  const line = Number(/on line (\d+)/.exec(message)?.[1] ?? 1);
  if (/got 'EOF'$/.test(message)) {
    const opening = openBlock(source);
    if (opening) return { reason: `{{#${opening.name}}} is not closed`, ...lineAndColumn(source, opening.index) };
  }
  const end = source.split('\n').slice(0, line).join('\n').length;
  const at = lineAndColumn(source, Math.max(0, source.lastIndexOf('{{', end)));
  return { reason: 'this expression is not closed, or has a word in the wrong place', ...at };
}

/** The innermost unclosed block. */
function openBlock(source: string): { name: string; index: number } | undefined {
  const open: { name: string; index: number }[] = [];
  for (const match of source.matchAll(/\{\{~?([#^/])>?\s*([\w.-]+)/g)) {
    if (match[1] === '/') open.pop();
    else open.push({ name: match[2]!, index: match.index });
  }
  return open.at(-1);
}
