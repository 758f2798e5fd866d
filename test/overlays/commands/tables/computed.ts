/** A command word that is no literal text: where it stands, and why what it runs has a source. */
export const computed: { file: string; word: string; functions?: string[]; reason: string }[] = [
  {
    file: 'agent/usr/local/bin/mkapkovl-host',
    word: '⟨verb⟩',
    functions: ['status', 'verify', 'apply', 'confirm', 'lend', 'give_back'],
    reason: 'the verb is one of these functions; mkapkovl-host refuses all others',
  },
  {
    file: 'agent/etc/mkapkovl/agent/apply/network.sh',
    word: '⟨root⟩/etc/init.d/mkapkovl-cards',
    reason: 'the service of the overlay, run only where it is executable',
  },
  {
    file: 'agent/etc/mkapkovl/agent/apply/network.sh',
    word: '⟨root⟩/etc/init.d/networking',
    reason:
      'the service that brings up /etc/network/interfaces: of ifupdown-ng or busybox-openrc, which alpine-base needs',
  },
  {
    file: 'agent/etc/mkapkovl/agent/bundle.sh',
    word: '⟨real_apk⟩',
    reason: 'the apk that `command -v` has found',
  },
  {
    file: 'agent/etc/mkapkovl/agent/install.sh',
    word: '⟨@⟩',
    reason: 'the applet that setup-alpine asks the script in the place of busybox for',
  },
  {
    file: 'media/init',
    word: '⟨root⟩/init',
    reason: "Alpine's own init, which every initramfs of mkinitfs has",
  },
];
