/** A word as a shell takes it, so that a command that is printed can be copied. */
export const shellWord = (text: string): string =>
  /^[\w./+:@=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
