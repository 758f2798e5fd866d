import { poolSchema } from '#src/features/libvirt/pools/schema.ts';
import { poolView } from '#src/features/libvirt/pools/view.ts';
import type { Values } from '#src/guest/reader.ts';
import { attribute, type Element } from '#src/xml/element.ts';
import { problemAt } from '../../codes.ts';
import type { Kind } from '../section/kind.ts';
import { poolDraft } from './draft.ts';
import { withoutLogin } from './login.ts';
import { normalPool } from './normal.ts';

const types = poolSchema.options.map((each) => each.shape.type.value);

export const poolKind: Kind = {
  what: 'pool',
  key: 'pools',
  required: ['path', 'source'],
  schema: ({ type }: Values) => poolSchema.options.find((each) => each.shape.type.value === type) ?? poolSchema,
  unsupported,
  withoutSecrets: withoutLogin,
  normal: normalPool,
  draft: poolDraft,
  view: (name, section) => {
    return { template: 'libvirt/pools', values: poolView(name, 'uuid', section as Parameters<typeof poolView>[2]) };
  },
  refused: () => [],
  verbatim: () => [],
  comesAnyway: () => false,
};

function unsupported(root: Element, file: string) {
  const type = attribute(root, 'type') ?? '';
  if (types.some((each) => each === type)) return [];
  return [problemAt('import-pool-not-supported', { place: { file, offset: root.start } }, { type, known: types })];
}
