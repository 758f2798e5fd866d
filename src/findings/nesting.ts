import { Lexer, Parser } from 'yaml';

/** Levels that the reader of YAML, which recurses once per level, has room for in any case. */
const most = 500;
const sign = /[[{]/g;
/** Spaces, and the signs that begin an item or a key: each may be a level of its own. */
const beginning = /^[ \t?:-]+/gm;

/**
 * Whether a text is nested so deeply that it must not be given to the reader of YAML. It would usually end with a
 * RangeError, but V8 ends the whole process if it compiles a regular expression where little of the stack is left.
 */
export function isNestedTooDeeply(text: string): boolean {
  const longest = [...text.matchAll(beginning)].reduce((length, [all]) => Math.max(length, all.length), 0);
  const levels = (text.match(sign)?.length ?? 0) + longest;
  return levels > most && hasMoreLevels(text);
}

/** Lexer and parser do not recurse, and the parser has what is open on a stack of its own. */
function hasMoreLevels(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > most) return true;
  }
  return false;
}
