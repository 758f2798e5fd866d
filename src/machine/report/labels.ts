import type { NeedKind } from '../needs/need.ts';

/** Short labels for the kinds of needs. */
export const needLabels: Record<NeedKind, string> = {
  'root-disk': 'root disk',
  'boot-medium': 'boot medium',
  'mounted-disk': 'mounted disk',
  'only-disk-controller': 'only disk controller',
  'maybe-system-disk': 'system disk?',
  'default-route': 'default route',
  'only-network-card': 'only network card',
  'only-wired-card': 'only wired network card',
  keyboard: 'console keyboard',
  'only-usb-controller': 'only USB controller',
  'power-supply': 'UPS',
  'boot-display': 'boot GPU',
  'only-display': 'only display',
  'management-controller': 'management controller',
  chipset: 'chipset',
};
