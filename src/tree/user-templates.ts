import Handlebars from 'handlebars';
import type { Host } from '../pipeline/host.ts';
import { helpers } from './helpers.ts';

export type RenderedTemplate = { text: string } | { reason: string; line: number; column: number };

/**
 * Renders a user's template with the host as context. Values are printed as they are; the named forms of our own
 * templates are there too. Strict: a name that the host does not have is an error, not an empty string.
 */
export function renderUserTemplate(source: string, host: Host): RenderedTemplate {
  const environment = Handlebars.create();
  environment.registerHelper(helpers);
  try {
    const template = environment.compile(source, { noEscape: true, strict: true });
    return { text: template(host) };
  } catch (thrown) {
    const message = (thrown as Error).message;
    const place = / - (\d+):(\d+)$/.exec(message) ?? /on line (\d+)/.exec(message);
    return {
      reason: reasonIn(message),
      line: Number(place?.[1] ?? 1),
      column: Number(place?.[2] ?? 0) + 1,
    };
  }
}

/** Handlebars draws the place over several lines; the finding does that itself. */
function reasonIn(message: string): string {
  const missing = /^"(.+)" not defined/.exec(message);
  if (missing) return `there is no "${missing[1]}"`;
  const lines = message.split('\n');
  const expecting = lines.find((line) => line.startsWith('Expecting'));
  return expecting ? 'it is not closed, or has a word in the wrong place' : lines[0]!.replace(/ - \d+:\d+$/, '');
}
