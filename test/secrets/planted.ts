/** Part of every secret that the tests plant; no output may repeat it. Letters and digits, so that it fits any form. */
export const marker = 'hUnTeRmArKeR9';

/** Fills up to a length with letters that are in every alphabet of a token. */
const filled = (length: number) => marker.padEnd(length, 'Ab3');
const hash = `$6$saltsalt$${filled(86)}`;
const wireguard = `${filled(42)}A=`;
const pem = (kind: string) => `-----BEGIN ${kind}-----\n${filled(64)}\n-----END ${kind}-----\n`;

export interface Planted {
  name: string;
  /** Where such a file lies on a target. */
  at: string;
  text: string;
}

const file = (name: string, at: string, text: string): Planted => ({ name, at, text });

/** Every kind of secret as it is written in a file of its kind. */
export const secretFiles: Planted[] = [
  file('a key of OpenSSH', 'etc/ssh/ssh_host_ed25519_key', pem('OPENSSH PRIVATE KEY')),
  file('a key of RSA', 'etc/ssl/server.key', pem('RSA PRIVATE KEY')),
  file('a key of DSA', 'etc/ssl/dsa.pem', pem('DSA PRIVATE KEY')),
  file('a key of an elliptic curve', 'etc/ssl/ec.pem', pem('EC PRIVATE KEY')),
  file('a key of PKCS 8', 'etc/ssl/pkcs8.pem', pem('PRIVATE KEY')),
  file('an encrypted key of PKCS 8', 'etc/ssl/encrypted.pem', pem('ENCRYPTED PRIVATE KEY')),
  file('a key of PGP', 'root/secret.asc', pem('PGP PRIVATE KEY BLOCK')),
  file('a key of PuTTY', 'root/key.ppk', `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${filled(64)}\n`),
  file(
    'a key of age',
    'root/age.txt',
    `# public key: age1x\nAGE-SECRET-KEY-1${marker.toUpperCase().padEnd(58, 'Q')}\n`,
  ),
  file('a key behind text', 'etc/app/all.pem', `a certificate and\n${pem('PRIVATE KEY')}`),
  file('a key of WireGuard', 'etc/wireguard/wg0.conf', `[Interface]\nPrivateKey = ${wireguard}\n`),
  file('a shared key of WireGuard', 'etc/wireguard/wg1.conf', `[Peer]\nPresharedKey=${wireguard}\n`),
  file('a passphrase of wpa_supplicant', 'etc/wpa_supplicant/w.conf', `network={\n\tssid="x"\n\tpsk="${marker}"\n}\n`),
  file('a password of wpa_supplicant', 'etc/wpa_supplicant/e.conf', `network={\n\tpassword="${marker}"\n}\n`),
  file('a passphrase of hostapd', 'etc/hostapd/hostapd.conf', `ssid=x\nwpa_passphrase=${marker}\n`),
  file('a passphrase of iwd', 'var/lib/iwd/x.psk', `[Security]\nPassphrase=${marker}\n`),
  file('a shared key of IPsec', 'etc/ipsec.secrets', `# keys\n10.0.0.1 10.0.0.2 : PSK "${marker}"\n`),
  file('a secret of swanctl', 'etc/swanctl/swanctl.conf', `secrets {\n  ike-1 {\n    secret = "${marker}"\n  }\n}\n`),
  file('a secret of pppd', 'etc/ppp/chap-secrets', `# client server secret\nana * ${marker} *\n`),
  file('a line of shadow', 'root/shadow.bak', `root:${hash}:19000:0:::::\n`),
  file('a line of htpasswd', 'etc/nginx/htpasswd', `ana:$apr1$saltsalt$${filled(22)}\n`),
  file('a hash of bcrypt', 'etc/app/users', `ana:$2y$10$${filled(53)}\n`),
  file('a password of netrc', 'root/.netrc', `machine h login ana password ${marker}\n`),
  file('a password of netrc below', 'root/.netrc', `machine h\n  login ana\n  password ${marker}\n`),
  file('a password of PostgreSQL', 'root/.pgpass', `h:5432:db:ana:${marker}\n`),
  file('a key of AWS', 'root/.aws/credentials', `[default]\naws_secret_access_key = ${filled(40)}\n`),
  file('a token of GitHub', 'etc/app/gh', `x ghp_${filled(36)}\n`),
  file('a fine-grained token of GitHub', 'etc/app/gh2', `github_pat_${filled(82)}\n`),
  file('a token of GitLab', 'etc/app/gl', `glpat-${filled(20)}\n`),
  file('a token of Slack', 'etc/app/slack', `xoxb-${filled(30)}\n`),
  file('a key of Stripe', 'etc/app/stripe', `sk_live_${filled(24)}\n`),
  file('a key of OpenAI', 'etc/app/openai', `sk-proj-${filled(48)}\n`),
  file('a web token', 'etc/app/jwt', `eyJ${filled(20)}.eyJ${filled(30)}.${filled(43)}\n`),
  file('a token of npm', 'root/.npmrc', `//registry.npmjs.org/:_authToken=npm_${filled(36)}\n`),
  file('a token of Docker', 'root/.docker/config.json', `{"auths":{"h":{"auth":"${filled(24)}"}}}\n`),
  file('a key of Tailscale', 'etc/tailscale', `tailscale up --authkey tskey-auth-${filled(30)}\n`),
  file('a token of cloudflared', 'etc/cloudflared.env', `run --token eyJhIjoi${filled(120)}\n`),
  file('a secret of cloudflared', 'root/.cloudflared/t.json', `{"AccountTag":"a","TunnelSecret":"${filled(44)}"}\n`),
  file('an environment', 'etc/app/.env', `# settings\nDB_PASSWORD=${marker}\n`),
  file('an exported token', 'etc/profile.d/t.sh', `export CI_TOKEN='${marker}'\n`),
  file('settings in YAML', 'etc/app/config.yaml', `db:\n  password: ${marker}\n`),
  file('settings in JSON', 'etc/app/config.json', `{ "api_key": "${marker}" }\n`),
  file('an address', 'etc/app/url', `mirror https://ana:${marker}@h.example/x\n`),
  file('a mount', 'etc/fstab.d', `//h/x /mnt cifs user=ana,password=${marker},ro 0 0\n`),
  file('a script that sets a password', 'usr/local/bin/set', `#!/bin/sh\necho "root:${marker}" | chpasswd\n`),
];

/** What looks a little like a secret and is none. */
export const harmlessFiles: Planted[] = [
  file('a public key', 'root/.ssh/id.pub', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${filled(40)} ana@desk\n`),
  file('a certificate', 'etc/ssl/ca.pem', `-----BEGIN CERTIFICATE-----\n${filled(64)}\n-----END CERTIFICATE-----\n`),
  file(
    'a public key in PEM',
    'etc/apk/keys/x.rsa.pub',
    `-----BEGIN PUBLIC KEY-----\n${filled(64)}\n-----END PUBLIC KEY-----\n`,
  ),
  file(
    'a public key of PGP',
    'etc/x.asc',
    `-----BEGIN PGP PUBLIC KEY BLOCK-----\n${filled(64)}\n-----END PGP PUBLIC KEY BLOCK-----\n`,
  ),
  file('a public key of WireGuard', 'etc/wireguard/wg2.conf', `[Peer]\nPublicKey = ${wireguard}\n`),
  file(
    'a comment on a key of WireGuard',
    'etc/wireguard/wg3.conf',
    '[Interface]\n# PrivateKey = <put yours here>\nPrivateKey =\n',
  ),
  file(
    'settings of sshd',
    'etc/ssh/sshd_config',
    'PasswordAuthentication no\nPermitRootLogin prohibit-password\n#HostKey /etc/ssh/ssh_host_rsa_key\n',
  ),
  file(
    'a placeholder',
    'etc/app/.env',
    'DB_PASSWORD=CHANGE-ME\nTOKEN=<your token>\nAPI_KEY=\nSECRET=""\nPASSWORD=xxxxxxxx\n',
  ),
  file('nsswitch', 'etc/nsswitch.conf', 'passwd:         files\nshadow:         files\ngroup: files\n'),
  file('pam', 'etc/pam.d/x', 'password required pam_unix.so nullok sha512 shadow\n'),
  file(
    'a script that reads one',
    'usr/local/bin/x',
    '#!/bin/sh\npassword=$(cat /run/secret)\ntoken="$1"\n: "${API_KEY:=}"\ncurl -H "Authorization: Bearer $token"\n',
  ),
  file('accounts without passwords', 'root/accounts', 'root:*:19000:0:::::\nana:!:19000::::::\n'),
  file(
    'the name of a file of passwords',
    'etc/app/x.conf',
    'password_file = /run/secrets/app\nauth_basic_user_file htpasswd;\n',
  ),
  file(
    'addresses',
    'etc/x',
    'http://h:8080/a@2x.png https://ana@h/x git@h:x/y.git http://[::1]:80/a@b ssh://git@h:22/x\n',
  ),
  file('words', 'etc/motd', 'Ask the desk for your password: it is secret.\nThe token ring and the pass are closed.\n'),
  file(
    'settings of tokens',
    'etc/y',
    'max_tokens = 4096\ntoken_bucket: 5\nServerTokens: Prod\npassword: { env: NAME }\n',
  ),
  file('an example of AWS', 'etc/z', 'AKIAIOSFODNN7EXAMPLE\n'),
  file(
    'kinds of keys',
    'etc/ssh/x',
    'PubkeyAcceptedKeyTypes sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com\n',
  ),
];
