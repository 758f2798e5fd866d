export const pool = (type: string, inside: string, name = 'one') =>
  `<pool type='${type}'>\n<name>${name}</name>\n${inside}\n</pool>\n`;
export const target = (path: string) => `<target><path>${path}</path></target>`;
const size = (name: string) => `<${name} unit='bytes'>1000</${name}>`;

/** Definitions as libvirt prints them of pools that run, and their sections. */
export const running: Record<string, [xml: string, section: object]> = {
  'a folder': [
    pool(
      'dir',
      `${size('capacity')}${size('allocation')}${size('available')}<source>\n</source><target><path>/srv/vm</path><permissions><mode>0711</mode><owner>0</owner><group>0</group></permissions></target>`,
    ),
    { type: 'dir', path: '/srv/vm' },
  ],
  'a folder with slashes to spare': [pool('dir', target('/srv//vm/')), { type: 'dir', path: '/srv/vm' }],
  'a volume group': [
    pool('logical', `<source><name>vg0</name><format type='lvm2'/></source>${target('/dev/vg0')}`),
    { type: 'logical', source: { name: 'vg0' }, path: '/dev/vg0' },
  ],
  'a volume group of the same name': [
    pool('logical', ''),
    { type: 'logical', source: { name: 'one' }, path: '/dev/one' },
  ],
  'a ZFS pool without a folder': [
    pool('zfs', '<source><name>tank/vm</name></source>'),
    { type: 'zfs', source: { name: 'tank/vm' }, path: '/dev/zvol/tank/vm' },
  ],
  'a file server': [
    pool('netfs', `<source><host name='nas'/><dir path='/export'/><format type='auto'/></source>${target('/srv/m')}`),
    { type: 'netfs', source: { host: 'nas', dir: '/export' }, path: '/srv/m' },
  ],
  'a file system': [
    pool('fs', `<source><device path='/dev/vdb1'/><format type='xfs'/></source>${target('/srv/m')}`),
    { type: 'fs', source: { device: '/dev/vdb1', format: 'xfs' }, path: '/srv/m' },
  ],
  'a disk': [
    pool(
      'disk',
      `<source><device path='/dev/vdb'><freeExtent start='32256' end='1024'/></device><format type='unknown'/></source>${target('/dev')}`,
    ),
    { type: 'disk', source: { device: '/dev/vdb' } },
  ],
  'an iSCSI target at a port': [
    pool(
      'iscsi',
      `<source><host name='san' port='3261'/><device path='iqn.2013-06.com.example:pool'/></source>${target('/dev/disk/by-path')}`,
    ),
    { type: 'iscsi', source: { host: 'san', port: 3261, device: 'iqn.2013-06.com.example:pool' } },
  ],
};

/** What no key has, and where it stands: it is not in the section, and it is reported. */
export const left: [title: string, xml: string, code: string, line: number, words: RegExp][] = [
  [
    'rights of its folder',
    pool(
      'dir',
      '<target><path>/srv/vm</path>\n<permissions><mode>0755</mode><owner>107</owner></permissions></target>',
    ),
    'import-lost',
    4,
    /permissions/,
  ],
  [
    'the disks of a volume group',
    pool('logical', `<source>\n<device path='/dev/vdb'/>\n<name>vg0</name></source>`),
    'import-lost',
    4,
    /device \(path=\/dev\/vdb\)/,
  ],
  [
    'the version of a protocol',
    pool(
      'netfs',
      `<source><host name='nas'/><dir path='/export'/><format type='nfs'/>\n<protocol ver='4.2'/></source>${target('/srv/m')}`,
    ),
    'import-lost',
    4,
    /protocol \(ver=4\.2\)/,
  ],
  [
    'a feature',
    pool('dir', `${target('/srv/vm')}\n<features><cow state='no'/></features>`),
    'import-lost',
    4,
    /features/,
  ],
  [
    'an initiator that is none',
    pool(
      'iscsi',
      `<source><host name='san'/><device path='iqn.2013-06.com.example:pool'/>\n<initiator><iqn name='a b'/></initiator></source>${target('/dev/disk/by-path')}`,
    ),
    'import-lost',
    4,
    /initiator/,
  ],
  [
    'its identifier',
    pool('dir', `<uuid>11111111-2222-4333-8444-555555555555</uuid>${target('/srv/vm')}`),
    'import-changed',
    3,
    /pool\/uuid \(11111111/,
  ],
  ['a name with a blank', pool('dir', target('/srv/vm'), 'my pool'), 'import-changed', 2, /my pool.*my-pool/],
];

const iscsi = (auth: string) =>
  pool(
    'iscsi',
    `<source><host name='san'/><device path='iqn.2013-06.com.example:pool'/>\n${auth}</source>${target('/dev/disk/by-path')}`,
  );

/** Logins to servers, as libvirt writes them now and as it wrote them before 1.1. */
export const logins: [title: string, xml: string][] = [
  ['CHAP with a secret', iscsi("<auth type='chap' username='s3cr3t-user'><secret usage='s3cr3t-name'/></auth>")],
  ['CHAP with a password', iscsi("<auth type='chap' login='s3cr3t-user' passwd='s3cr3t-word'/>")],
  ['a password in an element', iscsi('<auth><password>s3cr3t-word</password></auth>')],
];
