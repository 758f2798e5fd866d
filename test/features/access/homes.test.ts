import { expect, test } from 'vitest';
import { folderWith, run } from '../../support/run.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxPZ3FvRk5yWm9hTWJ2cWZ4Q3dKdEh5S2xQbVJzVHdY you@home';
const ana = `ana: { authorized_keys: ["${key}"] }`;
const nfs = '/home: { device: "files.lan:/home", type: nfs }';

async function codes(access: string, mounts: string): Promise<string[]> {
  const profile = `hostname: least
alpine: { release: "3.23" }
install: { disk: { serial: SERIAL1 } }
access: { ${access} }
storage: { mounts: { ${mounts} } }
`;
  const { stdout } = await run(['check', 'p.yaml', '--format', 'json'], { cwd: folderWith({ 'p.yaml': profile }) });
  return JSON.parse(stdout).map(({ code }: { code: string }) => code);
}

test.each([
  ['root has a key', `root: { authorized_keys: ["${key}"] }, users: { ${ana} }`, nfs],
  ['root has a password', `root: { password: { prompt: true } }, users: { ${ana} }`, nfs],
  ['another user has a password', `users: { ${ana}, ben: { password: { prompt: true } } }`, nfs],
  [
    'the home of another is on the system disk',
    `users: { ${ana}, ben: { authorized_keys: ["${key}"] } }`,
    nfs.replace('/home:', '/home/ana:'),
  ],
  ['/home is on a disk that has to be there', `users: { ${ana} }`, '/home: { device: LABEL=home }'],
  ['the file server has other folders', `users: { ${ana} }`, nfs.replace('/home:', '/homes:')],
])('homes on other file systems are no matter if %s', async (_, access, mounts) => {
  expect(await codes(access, mounts)).toEqual([]);
});

test('keys that all are on a file server are warned about', async () => {
  expect(await codes(`users: { ${ana} }`, nfs)).toEqual(['access-behind-mount']);
});
