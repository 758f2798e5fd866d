import { attribute } from '#src/xml/element.ts';
import type { DeviceReader } from '../../reader.ts';

export const panicReader: DeviceReader = { read: (panic) => ({ model: attribute(panic, 'model') ?? 'isa' }) };
