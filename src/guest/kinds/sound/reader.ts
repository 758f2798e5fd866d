import { type DeviceReader, placed } from '../../reader.ts';

export const soundReader: DeviceReader = { keys: [['@model', 'model'], ...placed] };
