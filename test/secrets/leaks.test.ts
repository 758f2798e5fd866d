import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { marker, secretFiles } from './planted.ts';

/** Everything that check and build say about a profile, as text and as JSON. */
async function said(files: Record<string, string>) {
  const cwd = folderWith(files);
  const runs = [
    ['check', 'least.yaml'],
    ['check', 'least.yaml', '--format', 'json'],
    ['build', 'least.yaml'],
    ['build', 'least.yaml', '--format', 'json'],
    ['build', '--dry-run', 'least.yaml'],
  ];
  const all = [];
  for (const argv of runs) all.push(await run(argv, { cwd, env: { FORCE_COLOR: '1' } }));
  const findings: { code: string; severity: string }[] = JSON.parse(all[1]!.stdout);
  return { text: all.map(({ stdout, stderr }) => stdout + stderr).join('\n'), findings, cwd, status: all[2]!.status };
}

async function refusedWithoutShowing(profile: string, files: Record<string, string> = {}) {
  const { text, findings, cwd, status } = await said({ 'least.yaml': profile, ...files });
  expect(text).not.toContain(marker);
  expect(findings.filter(({ severity }) => severity === 'error')).not.toEqual([]);
  expect(status).toBe(1);
  expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  return findings.map(({ code }) => code);
}

const head = 'hostname: least\nalpine: { release: "3.23" }\ninstall: { disk: { serial: SERIAL1 } }\n';
/** On the line of the secret, so that its excerpt would show it. */
const fault = 'unknown: 1';

describe('a literal secret is refused and not shown, whatever the style', () => {
  test.each([
    ['plain', `password: ${marker}`],
    ['in single quotes', `password: '${marker}'`],
    ['in double quotes', `password: "${marker}"`],
    ['in double quotes with escapes', `password: "\\x68${marker}"`],
    ['on two lines', `password: first\n      ${marker}`],
    ['in quotes on two lines', `password: "first\n      ${marker}"`],
    ['in quotes below its key', `password:\n      "first\n      ${marker}"`],
    ['as a block', `password: |\n      first\n      ${marker}`],
    ['as a folded block', `password: >-\n      first\n      ${marker}`],
    ['with an anchor', `password: &pw ${marker}`],
    ['as a tag', `password: !secret ${marker}`],
    ['as a tag of YAML', `password: !!str ${marker}`],
    ['as a key', `password: { ${marker} }`],
    ['as a key of nothing', `password: { ${marker}: }`],
    ['as a key with a value', `password: { ${marker}: true }`],
    ['as a template', `password: {{ ${marker} }}`],
    ['in a list', `password: [ ${marker} ]`],
    ['in a list below', `password:\n      - ${marker}`],
    ['below an unknown key', `password: { plain: ${marker} }`],
    ['as the name of a variable', `password: { env: "$6$${marker}" }`],
    ['as the value of prompt', `password: { prompt: ${marker} }`],
    ['as an explicit key', `? password\n    : ${marker}`],
    ['with the key in quotes', `"password": ${marker}`],
    ['with the key in escapes', `"pass\\x77ord": ${marker}`],
    ['with a comment', `password: x # was ${marker}`],
    ['in a quote that is open', `password: "${marker}`],
    ['in brackets that are open', `password: [${marker}`],
    ['behind a tab', `password:\t${marker}`],
    ['beside another fault', `password: ${marker}, ${fault}`],
    ['under a key that is nearly one', `pasword: ${marker}`],
    ['under the key of another program', `passwd: ${marker}`],
  ])('%s', async (_, line) => {
    await refusedWithoutShowing(`${head}access:\n  root:\n    ${line}\n`);
  });

  test.each([
    ['in braces', `access: { root: { password: ${marker}, ${fault} } }`],
    [
      'in braces, of the second',
      `access: { root: { password: { env: A }, ${fault} }, users: { ana: { password: ${marker} } } }`,
    ],
    ['in braces on several lines', `access: {\n  root: { password:\n    ${marker}, ${fault} } }`],
    ['by an alias', `access: { users: { ana: { ${fault}, shell: &pw ${marker} } }, root: { password: *pw } }`],
    ['by an alias of a map', `access: { users: { ana: &ana { password: ${marker} }, eva: *ana } }`],
    ['as in JSON', `"access":{"root":{"password":"${marker}",${fault.replace(': ', ' : ')}}}`],
    ['in place of the map', `access: { root: ${marker} }`],
    ['in place of the map of a user', `access: { users: { ana: ${marker} } }`],
    [
      'in place of the whole',
      `access: { root: { password: { prompt: true } } }\nvms: { web: { memory: 1GiB, graphics: { type: vnc, password: ${marker}, ${fault} } } }`,
    ],
  ])('%s', async (_, line) => {
    await refusedWithoutShowing(`${head}${line}\n`);
  });

  test('for the disk in place of the map', async () => {
    await refusedWithoutShowing(leastProfile.replace('SERIAL1 }', `SERIAL1 }, encrypt: ${marker}`));
  });

  test('in a profile that is extended', async () => {
    const base = `access: { root: { password: ${marker}, ${fault} } }\n`;
    await refusedWithoutShowing(`extends: [base.yaml]\n${head}`, { 'base.yaml': base });
  });

  test('where only another place of a finding shows it', async () => {
    const guests = `vms:\n  a: { memory: 1GiB, uuid: 11111111-2222-4333-8444-555555555555, title: "token=${marker}" }\n`;
    await refusedWithoutShowing(
      `${leastProfile}${guests}  b: { memory: 1GiB, uuid: 11111111-2222-4333-8444-555555555555, x: 1 }\n`,
    );
  });
});

describe('a secret in content is refused and not shown', () => {
  test.each(secretFiles)('$name', async ({ at, text }) => {
    const content = text.split('\n').join('\n      ');
    const codes = await refusedWithoutShowing(`${leastProfile}files:\n  /${at}:\n    content: |\n      ${content}\n`);
    expect(codes.filter((code) => /^(private-key|secret-in-text|address-with-password)$/.test(code))).toHaveLength(1);
    await refusedWithoutShowing(`${leastProfile}files: { /${at}: { content: ${JSON.stringify(text)}, ${fault} } }\n`);
    await refusedWithoutShowing(`${leastProfile}files: { /${at}: { content: ${JSON.stringify(text)} } }\n`);
  });
});

describe('a secret in the data for cloud-init is refused and not shown', () => {
  const data = (lines: string) => `${leastProfile}vms:\n  web:\n    memory: 1GiB\n    cloud_init:\n${lines}`;
  const values = (lines: string) => data(`      user_data:\n${lines}`);
  test.each([
    ['in a list of words', values(`        runcmd: [[curl, -u, "ana:${marker}", https://h/x]]\n`)],
    [
      'in a list of words below',
      values(`        runcmd:\n          - - curl\n            - -u\n            - ana:${marker}\n`),
    ],
    ['of an option', values(`        bootcmd:\n          - - join\n            - --token\n            - ${marker}\n`)],
    ['in a command', values(`        runcmd: ["mysql --password=${marker} db"]\n`)],
    ['of an option of a command', values(`        runcmd: ["kubeadm join --token ${marker} h:6443"]\n`)],
    ['of sshpass', values(`        runcmd: [[sshpass, -p, ${marker}, ssh, h]]\n`)],
    [
      'in a file that it writes',
      values(`        write_files: [{ path: /etc/app/.env, content: "DB_PASSWORD=${marker}\\n" }]\n`),
    ],
    [
      'in a file with settings of cloud-init itself',
      values(`        write_files: [{ path: /etc/cloud/x.cfg, content: "plain_text_passwd: ${marker}\\n" }]\n`),
    ],
    [
      'in a file of a kind that is known by its path',
      values(`        write_files: [{ path: /root/.pgpass, content: "h:5432:db:ana:${marker}\\n" }]\n`),
    ],
    ['in a script', data(`      user_data: "#!/bin/sh\\ncurl -u ana:${marker} https://h/x\\n"\n`)],
    ['in a variable of a script', data(`      user_data: "#!/bin/sh\\nDB_PASSWORD=${marker}\\n"\n`)],
    ['in a text', data(`      user_data: "#cloud-config\\nruncmd: [[curl, -u, 'ana:${marker}']]\\n"\n`)],
  ])('%s', async (_, profile) => {
    expect(await refusedWithoutShowing(profile)).toContain('cloud-init-literal-secret');
    await refusedWithoutShowing(profile.replace('memory: 1GiB', `memory: 1GiB, ${fault}`));
  });
});

describe('a password in an address is refused and not shown', () => {
  const address = `https://ana:${marker}@h.example/x`;
  test.each([
    ['of a mirror', leastProfile.replace('"3.23"', `"3.23", mirror: "${address}"`)],
    ['of a repository', leastProfile.replace('"3.23"', `"3.23", repositories: [main, "${address}"]`)],
    [
      'of an image',
      `${leastProfile}vms: { a: { memory: 1GiB, disks: [{ volume: default/a.qcow2, size: 1GiB, image: { url: "${address}" } }] } }\n`,
    ],
    [
      'of an image of a pool',
      `${leastProfile}libvirt: { pools: { p: { type: dir, path: /srv/p, volumes: { v: { size: 1GiB, image: { url: "${address}" } } } } } }\n`,
    ],
    ['with signs of its own', leastProfile.replace('"3.23"', `"3.23", mirror: "https://ana:a@${marker}@h.example/x"`)],
    ['with a slash', leastProfile.replace('"3.23"', `"3.23", mirror: "https://ana:a/${marker}@h.example/x"`)],
    ['without a name', leastProfile.replace('"3.23"', `"3.23", mirror: "https://:${marker}@h.example/x"`)],
    ['that is no address', leastProfile.replace('"3.23"', `"3.23", mirror: "https://ana:${marker}@h.example/a b"`)],
    ['of another scheme', leastProfile.replace('"3.23"', `"3.23", mirror: "smb://ana:${marker}@h.example/a"`)],
    [
      'of 100 characters',
      leastProfile.replace(
        '"3.23"',
        `"3.23", mirror: "smb://${'a'.repeat(60)}:${marker}${'b'.repeat(60)}@h.example/a"`,
      ),
    ],
    ['in raw XML', `${leastProfile}vms: { a: { memory: 1GiB, xml: { devices: "<x source='${address}'/>" } } }\n`],
    [
      'in an argument of QEMU',
      `${leastProfile}vms: { a: { memory: 1GiB, qemu_commandline: ["-drive", "file=${address}"] } }\n`,
    ],
    [
      'in values of cloud-init',
      `${leastProfile}vms: { a: { memory: 1GiB, cloud_init: { user_data: { runcmd: ["wget ${address}"] } } } }\n`,
    ],
    [
      'in a text of cloud-init',
      `${leastProfile}vms: { a: { memory: 1GiB, cloud_init: { user_data: "#!/bin/sh\\nwget ${address}\\n" } } }\n`,
    ],
    ['in a description', `${leastProfile}vms: { a: { memory: 1GiB, description: "see ${address}" } }\n`],
  ])('%s', async (_, profile) => {
    await refusedWithoutShowing(profile);
  });

  test('but a name alone is allowed there', async () => {
    const { findings } = await said({
      'least.yaml': leastProfile.replace('"3.23"', '"3.23", mirror: "https://ana@h.example/x"'),
    });
    expect(findings).toEqual([]);
  });
});

describe('a password in raw XML or in arguments of QEMU is refused and not shown', () => {
  const guest = (keys: string) => `${leastProfile}vms: { a: { memory: 1GiB, ${keys} } }\n`;
  test.each([
    ['of a screen', guest(`xml: { devices: "<graphics type='vnc' passwd='${marker}'/>" }`)],
    [
      'of a screen in a block',
      `${leastProfile}vms:\n  a:\n    memory: 1GiB\n    xml:\n      devices: |\n        <graphics\n          type="spice"\n          passwd = "${marker}"/>\n`,
    ],
    ['of a login', guest(`xml: { devices: "<source><auth type='chap' login='x' passwd='${marker}'/></source>" }`)],
    ['as text', guest(`xml: { domain: "<x><password>${marker}</password></x>" }`)],
    ['as the text of a secret', guest(`xml: { domain: "<x><secret type='x'>${marker}</secret></x>" }`)],
    ['of a device', guest(`hostdevs: [{ pci: "0000:01:00.0", xml: "<x password='${marker}'/>" }]`)],
    [
      'of a network',
      `${leastProfile}libvirt: { networks: { n: { forward: none, xml: "<x passwd='${marker}'/>" } } }\n`,
    ],
    [
      'of an argument in XML',
      guest(`xml: { domain: "<qemu:commandline><qemu:arg value='port=1,password=${marker}'/></qemu:commandline>" }`),
    ],
    [
      'of a variable in XML',
      guest(`xml: { domain: "<qemu:commandline><qemu:env name='X_TOKEN' value='${marker}'/></qemu:commandline>" }`),
    ],
    ['of spice', guest(`qemu_commandline: ["-spice", "port=1,password=${marker}"]`)],
    ['of spice alone', guest(`qemu_commandline: ["-spice", "password=${marker}"]`)],
    ['of a secret', guest(`qemu_commandline: ["-object", "secret,id=s,data=${marker}"]`)],
    ['of a secret, the other way around', guest(`qemu_commandline: ["-object", "secret,data=${marker},id=s"]`)],
    [
      'of a secret in JSON',
      guest(`qemu_commandline: ["-object", '{"qom-type":"secret","id":"s","data":"${marker}"}']`),
    ],
    ['of iSCSI', guest(`qemu_commandline: ["-iscsi", "user=ana,password=${marker}"]`)],
    ['of an address of iSCSI', guest(`qemu_commandline: ["-drive", "file=iscsi://ana%${marker}@h/iqn.x/1"]`)],
    [
      'of a credential',
      guest(
        `qemu_commandline: ["-smbios", "type=11,value=io.systemd.credential:passwd.plaintext-password.root=${marker}"]`,
      ),
    ],
  ])('%s', async (_, profile) => {
    await refusedWithoutShowing(profile);
  });

  test('but references and switches are not', async () => {
    const args = ['-vnc', ':1,password=on', '-object', 'secret,id=s,file=/root/key', '-spice', 'password-secret=s'];
    const xml =
      "<disk type='network'><source><auth username='ana'><secret type='iscsi' usage='x'/></auth></source></disk>";
    const { findings } = await said({
      'least.yaml': guest(`qemu_commandline: ${JSON.stringify(args)}, xml: { devices: "${xml}" }`),
    });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('a secret of cloud-init is refused and not shown', () => {
  const guest = (data: string) => `${leastProfile}vms: { a: { memory: 1GiB, cloud_init: { user_data: ${data} } } }\n`;
  test.each([
    ['in a text', guest(`"#cloud-config\\npassword: ${marker}\\n"`)],
    [
      'in a block',
      `${leastProfile}vms:\n  a:\n    memory: 1GiB\n    cloud_init:\n      user_data: |\n        #cloud-config\n        password: ${marker}\n`,
    ],
    ['in a list in a text', guest(`"#cloud-config\\nchpasswd:\\n  list: |\\n    root:${marker}\\n"`)],
    ['in values', guest(`{ password: ${marker} }`)],
    ['in a list of values', guest(`{ chpasswd: { list: ["root:${marker}"] } }`)],
    ['as a token', guest(`{ runcmd: ["x ghp_${marker.padEnd(36, 'a')}"] }`)],
  ])('%s', async (_, profile) => {
    await refusedWithoutShowing(profile);
  });
});

test("a user's template that logs does not write into the output", async () => {
  const cwd = folderWith({ 'least.yaml': `${leastProfile}overlays: [tree]\n`, 'tree/etc/x.hbs': '{{log "hi"}}\n' });
  const { stdout, status } = await run(['check', 'least.yaml', '--format', 'json'], { cwd });
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([{ code: 'user-template-invalid' }]);
});

test('the line of a template that is at fault does not show a secret', async () => {
  const { text } = await said({
    'least.yaml': `${leastProfile}overlays: [tree]\n`,
    'tree/etc/x.hbs': `password=${marker} {{nothing}}\n`,
  });
  expect(text).toContain('[user-template-invalid]');
  expect(text).not.toContain(marker);
});
