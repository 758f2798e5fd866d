import type { Handler } from '../building.ts';

/** `--metadata os_name=...` says the system in another way. */
export const metadata: Handler = {
  calls: {
    'set_os_name_cb()': (_, value, mark, { asked }) => asked.set('system', { ...mark, value }),
    'set_os_full_id_cb()': (_, value, mark, { asked }) => asked.set('system', { ...mark, value }),
  },
};
