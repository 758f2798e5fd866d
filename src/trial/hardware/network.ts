import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CardPlan } from './cards.ts';
import { quoted } from './qemu.ts';

/**
 * Relays a connection of the guest to the package server: QEMU starts it for each connection, with the guest at its
 * streams.
 */
const forwarder = `import { connect } from 'node:net';
const server = connect(Number(process.argv[2]), '127.0.0.1');
process.stdin.pipe(server).pipe(process.stdout);
`;

/**
 * The options of a card's network in addition to its addresses. Without other network access, the guest reaches only
 * the address of the package server: QEMU's guestfwd works with restrict=on, and opens no port to other programs.
 */
export function networkWords(
  folder: string,
  server: { server: string; port: number } | undefined,
  offline: boolean,
): (card: CardPlan, index: number) => string[] {
  if (!server) return () => (offline ? ['restrict=on'] : []);
  const script = path.join(folder, 'forward.mjs');
  writeFileSync(script, forwarder);
  const command = [process.execPath, script, String(server.port)].map(inShell).join(' ');
  const forward = `guestfwd=${quoted(`tcp:${server.server}:80-cmd:${command}`)}`;
  return (_, index) => ['restrict=on', ...(index === 0 ? [forward] : [])];
}

/** One word of a command line (g_shell_parse_argv). */
const inShell = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
