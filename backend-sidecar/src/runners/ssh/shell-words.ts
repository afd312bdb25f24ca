/** One word for any shell of Unix, whatever is in it. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A POSIX script with its arguments `$1`, `$2`, …, whatever the account's own shell is. */
export function shellCommand(script: string, ...words: readonly string[]): string {
  return ['exec sh -c', ...[script, 'sh', ...words].map(shellWord)].join(' ');
}
