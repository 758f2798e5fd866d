import path from 'node:path';
import type { Guest } from '#src/host/guest.ts';
import { secretsFolder } from '#src/target/paths.ts';
import type { FileRequest } from '#src/tree/request.ts';
import { type Screen, screensOf } from './screens.ts';

const passwordFile = (guest: string, { type }: Screen, index: number) => `${secretsFolder}/${type}.${guest}.${index}`;

export function screenPasswords(name: string, guest: Guest): FileRequest[] {
  return screensOf(guest).flatMap((screen, index) =>
    screen.password
      ? [
          {
            path: passwordFile(name, screen, index),
            secret: screen.password,
            paths: [['vms', name, 'graphics', ...(Array.isArray(guest.graphics) ? [index] : []), 'password']],
          },
        ]
      : [],
  );
}

/**
 * The placeholder for the password in a definition, the only place where libvirt accepts it: the agent replaces it when
 * it defines the guest. No text of the profile can look like it, because quotes in those are escaped.
 */
export function passwordMark(name: string, screen: Screen, index: number): string | undefined {
  return screen.password && `secret:${path.posix.basename(passwordFile(name, screen, index))}`;
}
