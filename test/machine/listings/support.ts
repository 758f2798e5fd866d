import { factsFromText } from '#src/machine/listings/read-facts-text.ts';

/** Reads a text; problems in short, as "code line:column message". */
export function read(text: string) {
  const { value, problems } = factsFromText(text, 'listing.txt', { place: { file: 'listing.txt' } });
  const told = problems.map(({ code, where, message }) => {
    const { line, column } = 'place' in where ? where.place : {};
    return `[${code}]${line === undefined ? '' : ` ${line}:${column}`} ${message}`;
  });
  return { facts: value, problems: told };
}
