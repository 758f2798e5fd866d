import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problemAt } = findingsOf({
  'user-file-name-invalid': error<{ path: string }>(
    (v) => `the file name ${v.path} is not allowed in an overlay`,
    'Use printable ASCII characters only (the ustar format has no others), and do not begin a top-level name with a dash.',
  ),
  'top-level-file': error<{ path: string }>(
    (v) => `${v.path} is directly in the root folder`,
    'Put it into a folder. apk silently stops reading the list of overlay files at such a name, and packages then overwrite the files after it.',
  ),
  'path-too-long': error<{ path: string; limit: string }>(
    (v) => `${v.path} is too long for an overlay (${v.limit})`,
    'Shorten the path: overlays use the ustar format, which every tar can read.',
  ),
  'directory-mode-changed': error<{ path: string; mode: string; owner: string; wanted: string }>(
    (v) => `${v.path} would get mode ${v.mode} and owner ${v.owner}`,
    (v) =>
      `Set files: { ${v.path}: { mode: "${v.wanted}" } }. The target keeps the mode of the overlay, and the system relies on ${v.wanted} and owner 0:0.`,
  ),
  'world-writable': error<{ path: string; mode: string; better: string }>(
    (v) => `every user could write to ${v.path} (mode ${v.mode})`,
    (v) => `Give it a mode without write permission for others, such as "${v.better}".`,
  ),
  'ssh-folder-of-root': error<{ path: string; name: string }>(
    (v) => `${v.path} would belong to root, so that the keys of ${v.name} could not be written there`,
    (v) =>
      `Give the file an owner, such as owner: "1000:1000" (the first account has this number), or put it elsewhere. The settings of ssh for all users are in /etc/ssh/ssh_config.d. Keys of ${v.name} belong in access.users.${v.name}.authorized_keys.`,
  ),
  'account-file-replaced': error<{ path: string }>(
    (v) => `${v.path} would replace the file of the packages, and the accounts that packages create would be lost`,
    'Remove it and use access.users: the accounts are created on the target.',
  ),
  'overwritten-by-installer': warning<{ path: string; instead: string }>(
    (v) => `the installer overwrites ${v.path}`,
    (v) => v.instead,
  ),
  'extlinux-with-grub': error<{ path: string }>(
    (v) =>
      `${v.path} must not exist on a machine that boots with GRUB, which would read it too and apply the options twice`,
    'Remove it and use boot.options, which work with both boot loaders.',
  ),
  'world-line-invalid': error<{ line: string }>(
    (v) => `"${v.line}" is not allowed in /etc/apk/world`,
    'Write one package per line and no comments: apk reads every word as the name of a package.',
  ),
  'repository-missing': error<{ branch: string }>(
    (v) => `/etc/apk/repositories lacks the main repository of ${v.branch}`,
    'Add main to alpine.repositories.',
  ),
  'default-services-missing': error(
    '/etc/.default_boot_services is missing; without it the live system starts no device manager and loads no modules',
    'Do not remove or replace it.',
  ),
  'runlevel-link-invalid': error<{ path: string; reason: string }>(
    (v) => `${v.path} ${v.reason}`,
    'Use services: in the profile, or create the link as etc/runlevels/default/NAME -> /etc/init.d/NAME.',
  ),
  'command-not-executable': warning<{ path: string }>(
    (v) => `${v.path} is not executable, so it is no command`,
    (v) => `Make it executable: chmod +x in your folder, or mode: "0755" under files, at ${v.path}.`,
  ),
  'script-not-executable': error<{ path: string }>(
    (v) => `${v.path} is not executable, so it would be skipped silently`,
    (v) => `Make it executable: chmod +x in your folder, or mode: "0755" under files, at ${v.path}.`,
  ),
  'file-name-not-read': warning<{ path: string; reader: string; wanted: string; better?: string | undefined }>(
    (v) => `${v.path} has no effect: in this folder ${v.reader} reads only files with other names (${v.wanted})`,
    (v) => `Rename it${v.better ? ` to ${v.better}` : ''}. If it is to have no effect, end its name with .disabled.`,
  ),
  'folder-not-read': warning<{ path: string; folder: string; instead: string }>(
    (v) => `${v.path} has no effect: no program of this host reads ${v.folder}`,
    (v) => v.instead,
  ),
  'file-not-read': warning<{ path: string; instead: string }>(
    (v) => `${v.path} has no effect: no program of this host reads it`,
    (v) => v.instead,
  ),
  'folder-misspelt': warning<{ path: string; folder: string; suggestion: string }>(
    (v) => `${v.path} is in ${v.folder}, which no program of Alpine reads`,
    (v) => `Did you mean ${v.suggestion}?`,
  ),
  'service-unknown': warning<{ name: string; link?: string | undefined; suggestion?: string | undefined }>(
    (v) =>
      `no package or file of this profile is known to provide the service ${v.name}${v.link === undefined ? '' : `, to which the link /etc/init.d/${v.link} points`}, and OpenRC silently ignores a missing service`,
    (v) =>
      v.suggestion
        ? `Did you mean "${v.suggestion}"?`
        : 'Check the name, and add the package that provides it to packages. If both are right, leave it: not every package that came after Alpine 3.19 is known.',
  ),
  'service-without-package': warning<{ name: string; packages: string }>(
    (v) =>
      `the service ${v.name} comes with a package that the profile does not install, and OpenRC silently ignores a missing service`,
    (v) => `Add ${v.packages} to packages.`,
  ),
  'service-instance-missing': error<{ name: string; script: string }>(
    (v) =>
      `nothing creates /etc/init.d/${v.name}: OpenRC starts an instance of ${v.script} through a link of that name`,
    (v) =>
      `Create the link in a folder of your own, and name that folder under overlays: mkdir -p tree/etc/init.d; ln -s ${v.script} tree/etc/init.d/${v.name}`,
  ),
  'local-service-not-enabled': warning(
    'scripts in /etc/local.d need the service local to run, which is in no runlevel',
    'Add services: { local: default }.',
  ),
  'carriage-returns': error<{ path: string }>(
    (v) => `${v.path} has Windows line endings, which break it`,
    'Save it with Unix line endings (dos2unix).',
  ),
  'authorized-keys-mode': error<{ path: string; mode: string }>(
    (v) => `sshd ignores ${v.path} because of its mode ${v.mode}`,
    'Set mode "0600" for the file and "0700" for the folder .ssh.',
  ),
  'softdep-without-kmod': error<{ path: string }>(
    (v) => `${v.path} has a softdep, which only the modprobe of kmod understands`,
    'Add kmod to packages.',
  ),
  'hidden-by-mount': warning<{ path: string; folder: string }>(
    (v) => `${v.path} will be hidden: another file system is mounted on /${v.folder}`,
    (v) =>
      /^(dev|proc|sys|run)$/.test(v.folder)
        ? 'Move it to another folder, or create it at boot.'
        : `Put it on the file system that is mounted there, or into a folder outside /${v.folder}.`,
  ),
  'lbu-list-line-invalid': error<{ line: string }>(
    (v) => `"${v.line}" is not a valid line of an lbu list`,
    'Write +path or -path, without a leading slash in the path.',
  ),
  'file-holds-secret': warning<{ path: string; source: string; what: string; mode: string }>(
    (v) =>
      `${v.path} contains ${v.what} (from ${v.source}): it gets mode ${v.mode}, and the artifacts, which contain it, get 0600`,
    (v) =>
      `To keep the secret out of your files, write files: { ${v.path}: { secret: { file: … } } }, or a content: with { secret: NAME } in it. Protect the overlay and the medium like the secret itself, or use build --encrypt. To set another mode: files: { PATH: { mode: … } }.`,
  ),
  'file-mode-setuid': warning<{ path: string; mode: string }>(
    (v) => `${v.path} would run with the rights of its owner (mode ${v.mode})`,
    'Remove the setuid or setgid bit unless you need it.',
  ),
  'file-name-like-overlay': error<{ path: string }>(
    (v) => `${v.path} is named like an overlay, and Alpine might load it as one`,
    'Rename it: only the overlay itself may have .apkovl.tar.gz in its name.',
  ),
  'daemons-fight': warning<{ one: string; other: string; why: string; remedy: string }>(
    (v) => `${v.one} and ${v.other} are both enabled: ${v.why}`,
    (v) => v.remedy,
  ),
  'name-server-takes-port': warning<{ name: string; network: string; remedy: string }>(
    (v) =>
      `${v.name} takes port 53 of every address, so libvirt cannot start its own dnsmasq, and with it the network ${v.network}`,
    (v) => v.remedy,
  ),
  'bridged-frames-dropped': warning<{ name: string; half: boolean }>(
    (v) =>
      `${v.name} makes the firewall drop forwarded frames, including those of guests on bridges (br_netfilter)${v.half ? '; bridge-nf-call-iptables exists only while that module is loaded' : ''}`,
    'Load the module before sysctl, with boot: { modules: [br_netfilter] }, and add under files /etc/sysctl.d/bridge.conf with the lines net.bridge.bridge-nf-call-iptables = 0 and net.bridge.bridge-nf-call-ip6tables = 0.',
  ),
  'forwarded-packets-dropped': warning<{ network: string; open: boolean }>(
    (v) =>
      `docker makes the firewall drop forwarded packets, and ${v.open ? 'libvirt makes no rules for a network with forward: open' : "libvirt's rules, which it makes with nft because that is installed, cannot undo it"}: guests of the network ${v.network} reach nothing outside`,
    (v) =>
      `Turn forwarding on before docker starts, for then it leaves that policy alone: add under files /etc/sysctl.d/forward.conf with the line net.ipv4.ip_forward = 1.${v.open ? '' : ' Or add /etc/libvirt/network.conf with the line firewall_backend = "iptables".'}`,
  ),
  'firewall-closes-ssh': warning<void>(
    () =>
      'the rules that come with nftables let nothing in, not even ssh: once it has started, no one can log in over the network',
    'Add rules under files, such as /etc/nftables.d/ssh.nft with the line table inet filter { chain input { tcp dport 22 accept; }; }. Or replace all of them by an /etc/nftables.nft of your own.',
  ),
  'firewall-drops-guests': warning<{ network: string; bridge: string | undefined }>(
    (v) =>
      `the rules that come with nftables drop what guests of the network ${v.network} send to the host and through it: they get neither an address nor names`,
    ({ bridge = 'virbr*' }) =>
      `Add under files, such as /etc/nftables.d/guests.nft, the line table inet filter { chain input { iifname "${bridge}" accept; }; chain forward { iifname "${bridge}" accept; oifname "${bridge}" accept; }; }.`,
  ),
});
