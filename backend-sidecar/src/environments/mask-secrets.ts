const MASK = '***';

/**
 * The text without any of the secrets, as they are, as an address writes them, and as JSON does. For messages about
 * what another system answered: it may have sent back what it was sent.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.filter((secret) => secret !== '').flatMap(formsOf);
  // The longest first: a secret that is part of another would leave the rest of that one to be read.
  return [...new Set(forms)]
    .sort((a, b) => b.length - a.length)
    .reduce((masked, form) => masked.replaceAll(form, MASK), text);
}

function formsOf(secret: string): string[] {
  // A half of a character has no form in an address.
  const whole = secret.replace(/\p{Surrogate}/gu, '\uFFFD');
  return [secret, encodeURIComponent(whole), encodeURI(whole), JSON.stringify(secret).slice(1, -1)];
}
