import type { Kind } from './kind.ts';

const text = (what: string, pattern: RegExp, ...hints: string[]): Kind => ({ what, class: 'text', pattern, hints });
/** A token begins at a word boundary. */
const token = (whose: string, form: string, ...hints: string[]): Kind =>
  text(`a token of ${whose}`, new RegExp(`(?<![A-Za-z0-9_-])${form}`, 'g'), ...hints);

const gitlab = ['pat', 'dt', 'rt', 'cbt', 'ptt', 'ft', 'imt', 'agent', 'oas', 'soat'];

/** Tokens and hashes that are recognised by their form, each with its source. */
export const tokenKinds: readonly Kind[] = [
  // crypt(5) of libxcrypt; Apache's htpasswd for apr1; the PHC string format for argon2 and scrypt.
  text(
    'the hash of a password',
    /\$(?:1|2[abxy]?|5|6|7|y|gy|sha1|md5|apr1|argon2(?:id|i|d)|scrypt)\$[./A-Za-z0-9,=+-]{1,200}\$[./A-Za-z0-9+$]{16,400}|\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}/g,
    '$',
  ),
  // RFC 2307, 5.3; htpasswd -s.
  text('the hash of a password', /\{(?:S?SHA(?:256|512)?|S?MD5|CRYPT)\}[./A-Za-z0-9+=$]{13,200}/g, '}'),
  // grub-mkpasswd-pbkdf2(1).
  text('the hash of a password', /grub\.pbkdf2\.sha512\.\d{1,9}\.[0-9A-F]{32,}/g, 'grub.pbkdf2'),
  // AWS IAM user guide, identifiers: the key's id, which usually accompanies its secret; the manual's examples end in
  // EXAMPLE.
  token('AWS', '(?:AKIA|ASIA)(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9])', 'akia', 'asia'),
  // docs.github.com, "GitHub's token formats".
  token(
    'GitHub',
    '(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})',
    'ghp_',
    'gho_',
    'ghu_',
    'ghs_',
    'ghr_',
    'github_pat_',
  ),
  // docs.gitlab.com, "Token prefixes".
  token('GitLab', `gl(?:${gitlab.join('|')})-[A-Za-z0-9_.-]{20,300}`, ...gitlab.map((kind) => `gl${kind}-`)),
  // api.slack.com, "Token types" and "Incoming webhooks".
  token('Slack', '(?:xox[abeoprs]-[A-Za-z0-9-]{10,300}|xapp-\\d-[A-Za-z0-9-]{10,300})', 'xox', 'xapp-'),
  text(
    'a token of Slack',
    /hooks\.slack\.com\/services\/(?<secret>T\w{5,20}\/B\w{5,20}\/\w{10,60})/g,
    'hooks.slack.com',
  ),
  // docs.stripe.com, "API keys"; platform.openai.com and docs.anthropic.com for sk-. OpenSSH names keys sk-ssh- and sk-ecdsa-.
  token('Stripe', '(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,255}', 'sk_', 'rk_', 'whsec_'),
  token('OpenAI or Anthropic', 'sk-(?:(?:proj|ant|svcacct|admin)-[A-Za-z0-9_-]{20,300}|[A-Za-z0-9]{32,100})', 'sk-'),
  // RFC 7519: three parts in base64url, of which the first two are JSON maps.
  token('the web (JWT)', 'eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,2000}', 'eyj'),
  // developers.cloudflare.com, tunnel tokens: base64 of JSON that begins with {"a":".
  token('cloudflared', 'eyJhIjoi[A-Za-z0-9+/=_-]{60,1000}', 'eyjhijoi'),
  // docs.npmjs.com; hub.docker.com; pypi.org/help; huggingface.co; registries and forges.
  token('npm', 'npm_[A-Za-z0-9]{36}', 'npm_'),
  token('Docker', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,100}', 'dckr_'),
  token('PyPI', 'pypi-AgE[A-Za-z0-9_-]{20,400}', 'pypi-age'),
  token('Hugging Face', 'hf_[A-Za-z0-9]{34}', 'hf_'),
  // docker login writes user:password in base64 under "auth" (docker/cli, config file).
  text(
    'a token of Docker',
    /"(?:auth|identitytoken|registrytoken)"\s{0,20}:\s{0,20}"(?<secret>[A-Za-z0-9+/=._-]{8,4000})"/g,
    'auth"',
    'token"',
  ),
  // tailscale.com/kb, "Key prefixes".
  token('Tailscale', 'tskey-(?:[a-z]{2,20}-)?[A-Za-z0-9-]{10,200}', 'tskey-'),
  // cloud.google.com, API keys; core.telegram.org/bots; docs.digitalocean.com; developer.hashicorp.com/vault; grafana.com.
  token('Google', 'AIza[A-Za-z0-9_-]{35}', 'aiza'),
  token('Telegram', '\\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])', ':aa'),
  token('DigitalOcean', 'do[opr]_v1_[0-9a-f]{64}', '_v1_'),
  token('Vault', 'hv[bs]\\.[A-Za-z0-9_-]{24,300}', 'hvs.', 'hvb.'),
  token('Grafana', 'gl(?:sa|c)_[A-Za-z0-9_+/=]{32,400}', 'glsa_', 'glc_'),
  token('SendGrid', 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}', 'sg.'),
  // RFC 7617 and RFC 6750.
  text(
    'a login',
    /Authorization:\s{0,20}(?:Basic|Bearer)\s{1,20}(?<secret>[A-Za-z0-9._~+/=-]{16,4000})/gi,
    'authorization:',
  ),
];
