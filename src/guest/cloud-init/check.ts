import type { Path, Problem } from '../../findings/finding.ts';
import type { Guest } from '../../host/guest.ts';
import { isCloudConfig, isKnown } from './beginnings.ts';
import { problem } from './codes.ts';
import { type DocumentKey, documentKeys, type Sources } from './documents.ts';
import { hiddenSecret } from './hidden.ts';
import { literalIn, literalSecrets } from './literals.ts';
import { decoded } from './packed.ts';
import { secretNamed } from './print.ts';
import { readYaml } from './yaml.ts';

const sizeLimit = 2 ** 20;

interface Given {
  key: DocumentKey;
  /** The file's name in the seed. */
  what: string;
  path: Path;
}

/** Checks a guest's cloud-init data; its files have been read by then. */
export function checkCloudInit(name: string, guest: Guest, sources: Sources): Problem[] {
  const path = ['vms', name, 'cloud_init'];
  const problems = documentKeys.flatMap((key) => {
    const source = sources[key];
    const given = { key, what: key.replace('_', '-'), path: [...path, key] };
    if (!source) return [];
    return 'values' in source
      ? [...checkValues(given, source.values), ...unknownSecrets(given, source.values, guest)]
      : checkContent(given, source.content);
  });
  return [...problems, ...idleSecrets(path, guest, sources)];
}

function checkContent(given: Given, content: Buffer): Problem[] {
  const { key, what, path } = given;
  if (content.length > sizeLimit) return [problem('cloud-init-too-large', path, { what, limit: '1 MiB' })];
  const instructs = key === 'user_data' || key === 'vendor_data';
  if (instructs && !isKnown(content)) return [problem('cloud-init-unknown-format', path, { what })];
  const text = content.toString('utf8');
  if (instructs && !isCloudConfig(content)) {
    const hidden = hiddenSecret(content);
    return hidden === undefined ? [] : [problem('cloud-init-literal-secret', path, { what: hidden, given: 'file' })];
  }
  const known = literalIn(text) ?? literalIn(decoded(text));
  if (known) return [problem('cloud-init-literal-secret', path, { what: known, given: 'file' })];
  const read = readYaml(text);
  if ('reason' in read) return [problem('cloud-init-not-yaml', path, { what, ...read })];
  const values = read.value;
  if (!isMap(values)) return [problem('cloud-init-not-a-map', path, { what })];
  const literals = literalSecrets(values).slice(0, 1);
  return [
    ...checkVersion(given, values),
    ...literals.map((literal) => problem('cloud-init-literal-secret', path, { what: literal.what, given: 'file' })),
  ];
}

function checkValues(given: Given, values: Record<string, unknown>): Problem[] {
  const literals = literalSecrets(values).map((literal) =>
    problem('cloud-init-literal-secret', [...given.path, ...literal.path], { what: literal.what, given: 'values' }),
  );
  return [...literals, ...checkVersion(given, values)];
}

/**
 * As cloud-init accepts it: at the top level, or below the key network (cloudinit/stages.py, _find_networking_config).
 */
function checkVersion({ key, path }: Given, values: Record<string, unknown>): Problem[] {
  if (key !== 'network_config') return [];
  const { version, config } = (isMap(values.network) ? values.network : values) as Record<string, unknown>;
  const whole = config === 'disabled' || version === 2 || (version === 1 && Array.isArray(config));
  return whole ? [] : [problem('cloud-init-network-version', path, undefined)];
}

function unknownSecrets({ path }: Given, values: object, { cloud_init }: Guest): Problem[] {
  const known = Object.keys(cloud_init?.secrets ?? {});
  return secretsIn(values).flatMap(({ name, at }) =>
    known.includes(name)
      ? []
      : [problem('cloud-init-secret-unknown', [...path, ...at, 'secret'], { name, known: known.join(', ') || 'none' })],
  );
}

function idleSecrets(path: Path, { cloud_init }: Guest, sources: Sources): Problem[] {
  const used = new Set(
    Object.values(sources)
      .flatMap((source) => ('values' in source ? secretsIn(source.values) : []))
      .map(({ name }) => name),
  );
  return Object.keys(cloud_init?.secrets ?? {}).flatMap((name) =>
    used.has(name) ? [] : [problem('cloud-init-secret-has-no-effect', [...path, 'secrets', name], { name })],
  );
}

function secretsIn(value: unknown, at: Path = []): { name: string; at: Path }[] {
  const name = secretNamed(value);
  if (name !== undefined) return [{ name, at }];
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsIn(item, [...at, index]));
  return isMap(value) ? Object.entries(value).flatMap(([key, item]) => secretsIn(item, [...at, key])) : [];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
