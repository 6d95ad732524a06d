/**
 * Whether a variable holds a credential in plain text, by its name with a literal, or by the literal alone (a URL with a
 * password, a known form of token, a private key).
 */
export function isCredential(name: string, value: string): boolean {
  if (isIndirect(value)) return false;
  return isSecretValue(value) || (isSecretName(name) && !isHarmless(value));
}

/** What is filled in elsewhere: templates, `$(VAR)`, references that a vault or an operator resolves. */
const isIndirect = (value: string): boolean =>
  value.trim() === '' ||
  /\{\{|\$\(|\$\{|^<[^>]*>$/.test(value) ||
  /^(vault|ref\+\w+|secretref|sm|ssm|awssm|gcpsm|akv|op|projects)[:/]/.test(value);

const isSecretName = (name: string): boolean => {
  const upper = name.toUpperCase();
  if (/^AIRFLOW_CONN_./.test(upper)) return true;
  return /(^|_)(PASSWORD|PASSWD|PWD|PASS|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SECRET_?KEY|ENCRYPTION_?KEY|FERNET_KEY|CONN|CONNECTION_STRING|DATABASE_URL|DB_URL|DSN)$/.test(
    upper,
  );
};

function isSecretValue(value: string): boolean {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i.exec(value)?.[1];
  if (password !== undefined) return !/^\*+$|^x+$/i.test(password);
  return tokens.some((it) => it.test(value));
}

/** Forms that the issuers document: AWS, GitHub, GitLab, Slack, Google, Stripe, npm, and PEM private keys. */
const tokens: readonly RegExp[] = [
  /^(AKIA|ASIA)[A-Z0-9]{16}$/,
  /^gh[pousr]_[A-Za-z0-9]{36,}$/,
  /^github_pat_[A-Za-z0-9_]{60,}$/,
  /^glpat-[A-Za-z0-9_-]{20,}$/,
  /^xox[abprs]-[A-Za-z0-9-]{10,}$/,
  /^AIza[A-Za-z0-9_-]{35}$/,
  /^[sr]k_live_[A-Za-z0-9]{20,}$/,
  /^npm_[A-Za-z0-9]{36}$/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

/** Literals that are no secret whatever the name says: switches, paths, local databases, addresses without a password. */
const isHarmless = (value: string): boolean =>
  /^(true|false|yes|no|on|off|none|null|enabled|disabled)$/i.test(value) ||
  /^(\/|\.\.?\/|file:|sqlite:)/.test(value) ||
  /^[a-z][a-z0-9+.-]*:\/\/[\w.-]*\w(:\d+)?(\/[^\s@]*)?$/i.test(value) ||
  /^[\w-]+(\.[\w-]+)+(:\d+)?$/.test(value) ||
  /^[\w-]+:\d+$/.test(value);
