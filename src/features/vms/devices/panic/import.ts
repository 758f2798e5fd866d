import { attribute } from '../../../../import/xml/element.ts';
import type { DeviceReader } from '../../../../import/xml/said.ts';

export const panicReader: DeviceReader = { read: (panic) => ({ model: attribute(panic, 'model') ?? 'isa' }) };
