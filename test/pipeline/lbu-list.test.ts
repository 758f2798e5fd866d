import { expect, test } from 'vitest';
import { leastProfile } from '../support/run.ts';
import { targetFiles } from '../support/target.ts';

const list = 'etc/apk/protected_paths.d/mkapkovl.list';
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC';
const rootKey = leastProfile.replace('password: { prompt: true }', `authorized_keys: ["${key}"]`);

/** What the list names in addition to the agent's own program, which is in every overlay. */
async function carried(profile: string): Promise<string[] | undefined> {
  const lines = (await targetFiles(profile))[list]?.split('\n').filter(Boolean);
  expect(lines).toContain('+usr/local/bin/mkapkovl-host');
  return lines?.filter((line) => line !== '+usr/local/bin/mkapkovl-host' && !line.startsWith('+etc/init.d/mkapkovl-'));
}

test('of what is below /etc nothing is named but services: lbu carries it all', async () => {
  expect(await carried(leastProfile)).toEqual([]);
});

test('each service is named, the agent’s and others: of /etc/init.d lbu carries links alone', async () => {
  const files = `files: { /etc/init.d/hello: { content: "", mode: "0755" } }\n`;
  expect(await carried(leastProfile + files)).toEqual(['+etc/init.d/hello']);
  const tree = await targetFiles(leastProfile);
  const services = Object.keys(tree).filter((path) => path.startsWith('etc/init.d/'));
  expect(services).toContain('etc/init.d/mkapkovl-install');
  for (const service of services) expect(tree[list]?.split('\n')).toContain(`+${service}`);
});

test('files elsewhere are named one by one, so that no other file is included', async () => {
  const files = `files: { /usr/local/bin/hello: { content: "" }, /root/notes: { content: "" } }\n`;
  expect(await carried(leastProfile + files)).toEqual(['+root/notes', '+usr/local/bin/hello']);
});

test('a folder that others may not enter is named with its file, or it would be open afterwards', async () => {
  expect(await carried(rootKey)).toEqual(['+root/.ssh', '+root/.ssh/authorized_keys']);
});

test("Alpine's own closed folders are not named: all that is in them would come along", async () => {
  const files = 'files: { /tmp/a: { content: "" }, /var/tmp/b: { content: "" } }\n';
  expect(await carried(leastProfile + files)).toEqual(['+tmp/a', '+var/tmp/b']);
});
