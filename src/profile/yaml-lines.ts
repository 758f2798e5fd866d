/** A fault that shows on a single line, better than the parser's place and words for it. */
export interface LineFault {
  offset: number;
  end: number;
  reason: string;
  remedy: string;
}

/** A key whose colon YAML takes for a part of its name, because no space follows: `hostname:kvm1`, `alpine:{`. */
const glued = /^\s*(?:-\s+)*[A-Za-z_][\w-]*(:)(?=[^\s:/])/d;
/** With these, the text after the colon is no text that a colon may be in. */
const gluedToBracket = /^\s*(?:-\s+)*[A-Za-z_][\w-]*(:)(?=[{["'])/d;
const keyAlone = /^\s*(?:-\s+)*([A-Za-z_][\w-]*)\s*(?:#.*)?$/d;
const withoutColon = /^\s*(?:-\s+)*([A-Za-z_][\w-]*) +[^:#]*$/d;
/** Quoted texts and comments, in which brackets have no meaning. */
const passive = /"(?:[^"\\]|\\.)*"|'[^']*'|(?<=^|\s)#.*$/g;

/** What is wrong with the line of a syntax error; `ofKey` if the parser expected a key there. */
export function lineFault(text: string, offset: number, ofKey: boolean): LineFault | undefined {
  const { start, line } = lineAt(text, offset);
  const fault = (pattern: RegExp, reason: string, remedy: string) => {
    const range = pattern.exec(line)?.indices?.[1];
    return range && { offset: start + range[0], end: start + range[1], reason, remedy };
  };
  const found =
    templateFault(text, offset) ??
    fault(ofKey ? glued : gluedToBracket, 'there is no space after this colon', 'Put a space after the colon.');
  if (found || !ofKey) return found;
  const reason = 'there is no colon after this key';
  return (
    fault(keyAlone, reason, 'Put a colon directly after the key.') ??
    fault(withoutColon, reason, 'Write key: value, with a colon directly after the key.')
  );
}

/** `{{ name }}` and `{% if %}` are for a program that fills in the file, such as Ansible with Jinja. */
export function templateFault(text: string, at: number): LineFault | undefined {
  const { start, line } = lineAt(text, at);
  const found = /\{\{|\{%/.exec(line.replace(passive, (part) => ' '.repeat(part.length)));
  if (!found) return undefined;
  const [sign] = found;
  const offset = start + found.index;
  return {
    offset,
    end: offset + sign.length,
    reason: `profiles have no templates such as ${sign} … ${sign === '{{' ? '}}' : '%}'} of Ansible (Jinja)`,
    remedy: 'Write the value itself, or check the file that the other tool makes of this one.',
  };
}

function lineAt(text: string, offset: number): { start: number; line: string } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return { start, line: text.slice(start).split(/\r?\n/, 1)[0]! };
}
