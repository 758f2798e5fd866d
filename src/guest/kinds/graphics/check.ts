import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { asList, keysWithoutEffect, notAllowedFor, type Owners } from '../../rules.ts';
import { problem } from './codes.ts';
import { screenPasswords } from './password.ts';
import { screensOf } from './screens.ts';

const listening = ['vnc', 'spice'];
/** For each key of a screen, the types that have it. */
const screens: Owners = {
  port: listening,
  autoport: listening,
  listen: listening,
  keymap: listening,
  websocket: ['vnc'],
  image_compression: ['spice'],
  clipboard: ['spice'],
  filetransfer: ['spice'],
  mouse: ['spice'],
  streaming: ['spice'],
  gl: ['spice', 'sdl', 'egl-headless'],
  display: ['sdl'],
};

export function screenKeys({ graphics }: Guest, at: Path): Problem[] {
  return asList(graphics, [...at, 'graphics']).flatMap(([path, each]) =>
    keysWithoutEffect(path, each, String(each.type), screens),
  );
}

export function rendernodeOfSdl({ graphics }: Guest, at: Path): Problem[] {
  return asList(graphics, [...at, 'graphics']).flatMap(([path, { type, gl }]) =>
    type === 'sdl' && typeof gl === 'object'
      ? [notAllowedFor([...path, 'gl'], 'rendernode', 'sdl', ['spice', 'egl-headless'])]
      : [],
  );
}

/** Only these two types ask for a password. */
export function checkPasswords({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) =>
    screenPasswords(name, guest).flatMap(({ paths: [path = []] }, index) => {
      const { type } = screensOf(guest).filter(({ password }) => password)[index]!;
      return type === 'vnc' || type === 'spice' ? [] : [problem('screen-password-has-no-effect', path, { type })];
    }),
  );
}

/** libvirt's own default is the loopback address; what listens elsewhere asks for nothing unless it has a password. */
export function openScreens({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, { graphics }]) =>
    asList(graphics, ['vms', name, 'graphics']).flatMap(([path, { type, listen, password }]) => {
      const open = typeof listen === 'string' && listen !== 'none' && !/^(127\.|::1$)/.test(listen);
      return open && !password && listening.includes(String(type))
        ? [problem('screen-open-to-all', [...path, 'listen'], { name, listen })]
        : [];
    }),
  );
}

/** Devices over spice need graphics of type spice. */
export function withoutSpice(path: Path, what: string): Problem {
  return notAllowedFor(path, what, 'a guest without spice', ['graphics: spice']);
}
