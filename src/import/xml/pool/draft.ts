import type { Values } from '#src/guest/reader.ts';
import { attribute, child, type Element, textOf } from '#src/xml/element.ts';
import { given, numberOf } from '../section/values.ts';

/** The keys of a pool's definition in its normal form. */
export function poolDraft(pool: Element): Values {
  const type = attribute(pool, 'type') ?? '';
  const source = child(pool, 'source');
  return given({
    type,
    source: type === 'dir' ? undefined : sourceDraft(type, source),
    path: textOf(child(pool, 'target'), 'path') || undefined,
  });
}

function sourceDraft(type: string, source: Element | undefined): Values {
  const host = child(source, 'host');
  const format = attribute(child(source, 'format'), 'type');
  const device = attribute(child(source, 'device'), 'path');
  switch (type) {
    case 'logical':
    case 'zfs':
      return given({ name: textOf(source, 'name') });
    case 'netfs':
      return given({ host: attribute(host, 'name'), dir: attribute(child(source, 'dir'), 'path'), format });
    case 'iscsi': {
      const initiator = attribute(child(child(source, 'initiator'), 'iqn'), 'name');
      return given({ host: attribute(host, 'name'), port: numberOf(attribute(host, 'port')), device, initiator });
    }
    default:
      return given({ device, format });
  }
}
