/** A line of what somebody pasted, without what the way here has added to it. */
export interface Line {
  text: string;
  /** How far it is indented, a tab reaching to the next multiple of eight. */
  indent: number;
  /** From 1, with the column at which its text begins. */
  number: number;
  column: number;
}

/** Colours and other commands to a terminal (ECMA-48), also where the escape character was lost on the way. */
const commands = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]|\[\d{1,3}(?:;\d{1,3})*m/g;

/** Marks of forums around what was pasted there (BBCode). */
const forum = /\[\/?(?:B|COLOR|CODE|FONT|HTML|ICODE|QUOTE|SIZE|SPOILER)(?:=[^\]]*)?\]/gi;

/** Blanks that are none of ASCII, and what takes no room at all. */
const blanks = /[\u00a0\u2000-\u200a\u202f\u3000]/g;
const invisible = /[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f\x7f]/g;

export function linesOf(text: string): Line[] {
  return text.split(/\r\n|\r|\n/).map((raw, index) => {
    const clean = raw.replace(commands, '').replace(forum, '').replace(blanks, ' ').replace(invisible, '').trimEnd();
    const blank = /^\s*/.exec(clean)![0];
    return {
      text: clean.slice(blank.length),
      indent: [...blank].reduce((width, char) => (char === '\t' ? width + 8 - (width % 8) : width + 1), 0),
      number: index + 1,
      column: Math.max(raw.search(/[^\s\u00a0\ufeff]/), 0) + 1,
    };
  });
}
