import { attribute, child, type Element } from '../../xml/element.ts';

export function machineOf(domain: Element): string {
  return attribute(child(child(domain, 'os'), 'type'), 'machine') ?? 'pc';
}
