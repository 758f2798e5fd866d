import { diskIdentity, hostname, interfaceName } from '../../profile/scalars.ts';
import { authorizedKey } from '../../profile/ssh-keys.ts';
import { type Plan, serialNumberHint, unknownDisk } from './plan.ts';

export interface Question {
  message: string;
  /** Used for an empty answer. */
  proposed: string;
  /** What the profile's key accepts. */
  format: { safeParse(text: string): { success: boolean; error?: { issues: { message: string }[] } | undefined } };
}

export type Answers = Record<'hostname' | 'port' | 'serial' | 'key', string>;

export const questions: Record<keyof Answers, Question> = {
  hostname: { message: 'Name of the machine', proposed: 'kvm1', format: hostname },
  port: {
    message: 'Network card that the guests share with the host (ip link lists them there)',
    proposed: 'eth0',
    format: interfaceName,
  },
  serial: {
    message: 'Serial number of the installation disk (lsblk -o NAME,SERIAL shows it there)',
    proposed: unknownDisk,
    format: diskIdentity,
  },
  key: {
    message: 'Your public SSH key (empty: the installer asks for a password)',
    proposed: '',
    format: authorizedKey,
  },
};

/** Why no profile could hold an answer; undefined if it could. */
export function faultIn(answer: string | undefined, format: Question['format']): string | undefined {
  const given = answer?.trim() ?? '';
  if (given === '') return undefined;
  const { error } = format.safeParse(given);
  if (!error) return undefined;
  const [expected, remedy] = (error.issues[0]?.message ?? '').split('\n');
  return `That is not ${expected}. ${remedy}`;
}

export function planFromAnswers({ hostname, port, serial, key }: Answers): Plan {
  return {
    about: [
      'From your answers. Facts about the machine give a better profile: mkapkovl probe, then mkapkovl init --facts.',
    ],
    hostname: { value: hostname, others: [] },
    port: { value: port, others: [] },
    disk: {
      key: 'serial',
      value: serial,
      remarks:
        serial === unknownDisk ? [`Replace ${unknownDisk} with the serial number of the disk.`, serialNumberHint] : [],
      inUse: false,
    },
    ...(key ? { keys: [key] } : {}),
    groups: null,
    example: [],
    groupRemarks: [],
    unsafeInterrupts: false,
    remarks: [],
  };
}
