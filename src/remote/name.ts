/**
 * What ssh takes for a machine: HOST, USER@HOST or ssh://USER@HOST:PORT. Nothing that a ProxyCommand with %h or %r would
 * hand to a shell (CVE-2023-51385), and no option.
 */
const machine = /^(ssh:\/\/)?([\w.+-]+@)?[\w.:%[\]-]+$/;

export const isMachine = (text: string): boolean =>
  machine.test(text) && !/^(ssh:\/\/)?-/.test(text) && !/@-/.test(text);

/** Where a file could be meant as well: USER@HOST, with a user. */
export const isUserAtHost = (text: string): boolean => isMachine(text) && text.includes('@');
