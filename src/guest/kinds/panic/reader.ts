import { type DeviceReader, valuesOf } from '../../reader.ts';
import type { Keys } from '../../vocabulary.ts';

const keys: Keys = [['@model', 'model']];

export const panicReader: DeviceReader = { keys, read: (panic) => valuesOf(panic, keys, { model: 'isa' }) };
