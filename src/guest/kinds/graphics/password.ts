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
 * What stands in a definition where the password is to be; libvirt can only be given it there, so the agent puts it in
 * when it defines the guest. No text of the profile can be taken for it: quotes are escaped in those.
 */
export function passwordMark(name: string, screen: Screen, index: number): string | undefined {
  return screen.password && `secret:${path.posix.basename(passwordFile(name, screen, index))}`;
}
