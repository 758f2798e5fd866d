import { describe, expect, test } from 'vitest';
import { mediumText } from '#src/commands/inspect/medium.ts';
import { type Description, descriptionSchema } from '#src/medium/make/description.ts';

/** What a medium for one host says of itself, as it is read from its file. */
function described(disk: object | null, more: object = {}): Description {
  return descriptionSchema.parse({
    ...{ schema: 1, tool: '0.1.0', alpine: { version: '3.23.2', arch: 'x86_64' }, encrypted: false },
    hosts: [
      {
        ...{ hostname: 'alpha', build_id: 'ab', release: '3.23', mode: disk ? 'sys' : 'diskless', match: {}, disk },
        ...{ guests: [], overlay: { size: 1, sha256: 'cd' } },
      },
    ],
    ...more,
  });
}

/** The line about the disk. */
const disk = (given: object | null) => /^ {2}disk: {4}(.*)$/m.exec(mediumText(described(given)))?.[1];

test.each([
  [
    'that may be erased says so, in the words of the overlay',
    { serial: 'S3Z9NB0K', wipe: true, generation: 2 },
    'serial number S3Z9NB0K, which may be erased (generation 2)',
  ],
  [
    'that must be blank says so',
    { serial: 'S3Z9NB0K', wwn: 'naa.1', wipe: false, generation: 1 },
    'serial number S3Z9NB0K, wwn naa.1, which is only written to if it is blank',
  ],
  [
    'of a medium of an older version says that it is not known, and not that the disk is safe',
    { serial: 'S3Z9NB0K' },
    'serial number S3Z9NB0K; this medium does not say whether it may be erased',
  ],
  ['of a host that runs from memory is none', null, 'none'],
])('a disk %s', (_, given, said) => {
  expect(disk(given)).toBe(said);
});

describe('a medium without a bundle says that the machine needs a network, and for what', () => {
  const network = (more: object) => /^network: (.*)$/m.exec(mediumText(described(null, more)))?.[1];
  const bundle = { key: 'a.rsa.pub', packages: 1, images: 1, bytes: 1 };

  test.each([
    ['of images, too', { images: 2 }, 'packages that the medium lacks, and 2 images, come from the network'],
    ['of no image', { images: 0 }, 'packages that the medium lacks come from the network'],
    ['of an older version, that does not say of images', {}, 'packages and images that the medium lacks come from the'],
  ])('%s', (_, more, said) => {
    expect(network(more)).toContain(said);
    expect(network(more)).toContain('mkapkovl media --bundle puts them on it');
  });

  test('and one with a bundle does not', () => {
    expect(network({ images: 1, bundle })).toBeUndefined();
  });
});
