import type { Handler } from '../building.ts';

/** `--metadata os_name=...` also sets the operating system. */
export const metadata: Handler = {
  calls: {
    'set_os_name_cb()': (_, value, mark, { asked }) => asked.set('system', { ...mark, value }),
    'set_os_full_id_cb()': (_, value, mark, { asked }) => asked.set('system', { ...mark, value }),
  },
};
